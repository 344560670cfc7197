import { Job } from './job';
import { fourBlocks } from './philox';

/**
 * Draws R(rotation) · (1, tan shear; 0, 1) · diag(1 + scale, 1 + scale) and a shift, each uniform within ± strength times
 * its range.
 */
export function drawTransform(job: Job, image: u32, epoch: u32, strength: f64): void {
  const random = job.words;
  fourBlocks(random, 0, image, epoch, job.set, job.seed);
  const rotation = sineAndCosine(job.rotation * strength * draw(random, 0));
  const sine = f64x2.extract_lane(rotation, 0);
  const cosine = f64x2.extract_lane(rotation, 1);
  const shear = sineAndCosine(job.shear * strength * draw(random, 1));
  const slant = f64x2.extract_lane(shear, 0) / f64x2.extract_lane(shear, 1);
  const scaleX = 1 + job.scale * strength * draw(random, 2);
  const scaleY = 1 + job.scale * strength * draw(random, 3);
  job.xx = cosine * scaleX;
  job.xy = (cosine * slant - sine) * scaleY;
  job.yx = sine * scaleX;
  job.yy = (sine * slant + cosine) * scaleY;
  job.x0 = job.shift * strength * draw(random, 4);
  job.y0 = job.shift * strength * draw(random, 5);
}

/** Random number n, uniform in (−1, 1), from word n of the blocks. */
function draw(random: usize, n: usize): f64 {
  const word = load<u32>(random + ((n & 3) << 4) + ((n >> 2) << 2));
  return (<f64>word + 0.5) / 2147483648.0 - 1;
}

/**
 * Sine and cosine of an angle in −π … π: Taylor series at an eighth of the angle (error below 1e-17), doubled three
 * times.
 */
function sineAndCosine(angle: f64): v128 {
  const x = angle / 8;
  const z = x * x;
  let sine = x * (1 - (z / 6) * (1 - (z / 20) * (1 - (z / 42) * (1 - (z / 72) * (1 - (z / 110) * (1 - z / 156))))));
  let cosine =
    1 - (z / 2) * (1 - (z / 12) * (1 - (z / 30) * (1 - (z / 56) * (1 - (z / 90) * (1 - (z / 132) * (1 - z / 182))))));
  for (let doubling = 0; doubling < 3; doubling++) {
    const twice = 2 * sine * cosine;
    cosine = 1 - 2 * sine * sine;
    sine = twice;
  }
  return f64x2.replace_lane(f64x2.splat(sine), 1, cosine);
}
