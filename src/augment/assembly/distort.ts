import { Job } from './job';
import { makeNoise } from './noise';
import { makeQuads, resample } from './resample';
import { smooth } from './smooth';
import { drawTransform } from './transform';

/** out ← copies of the `count` images whose numbers are in `index`, as they are in an epoch; job: address of a `Job`. */
export function distort(out: usize, images: usize, index: usize, count: usize, epoch: u32, job: usize): void {
  const told = changetype<Job>(job);
  const bytes = told.width * told.height;
  for (let n: usize = 0; n < count; n++, out += bytes) {
    const image = load<u32>(index + (n << 2));
    drawTransform(told, image, epoch);
    if (told.elasticUnit != 0) {
      makeNoise(told, image, epoch);
      smooth(told);
    }
    makeQuads(told, images + <usize>image * bytes);
    resample(out, told);
  }
}
