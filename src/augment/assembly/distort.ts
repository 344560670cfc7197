import { Job } from './job';
import { makeNoise } from './noise';
import { makeQuads, resample } from './resample';
import { smooth } from './smooth';
import { drawTransform } from './transform';

/**
 * out ← distorted copies of `count` images for one epoch. index: their image numbers; job: the address of a `Job`;
 * strength: a factor for all its ranges.
 */
export function distort(
  out: usize,
  images: usize,
  index: usize,
  count: usize,
  epoch: u32,
  job: usize,
  strength: f64,
): void {
  const params = changetype<Job>(job);
  const bytes = params.width * params.height;
  for (let n: usize = 0; n < count; n++, out += bytes) {
    const image = load<u32>(index + (n << 2));
    drawTransform(params, image, epoch, strength);
    if (params.elasticUnit != 0) {
      makeNoise(params, image, epoch);
      smooth(params, strength);
    }
    makeQuads(params, images + <usize>image * bytes);
    resample(out, params);
  }
}
