import { elasticUnit, imageHeight, imageWidth } from './job';
import { makeNoise } from './noise';
import { makeQuads, resample } from './resample';
import { smooth } from './smooth';
import { drawTransform } from './transform';

/** out ← count images distorted: those of the numbers in `index` as they are in an epoch. */
export function distort(out: usize, images: usize, index: usize, count: usize, epoch: u32, job: usize): void {
  const bytes = imageWidth(job) * imageHeight(job);
  for (let n: usize = 0; n < count; n++, out += bytes) {
    const image = load<u32>(index + (n << 2));
    drawTransform(job, image, epoch);
    if (elasticUnit(job) != 0) {
      makeNoise(job, image, epoch);
      smooth(job);
    }
    makeQuads(job, images + <usize>image * bytes);
    resample(out, job);
  }
}
