import { rotation, scale, seed, set, shear, shift, words } from './job';
import { fourBlocks } from './philox';

/** Where in the source the pixel at (x, y) from the centre comes from: (xx x + xy y + x0, yx x + yy y + y0). */
export let xx: f64 = 1;
export let xy: f64 = 0;
export let x0: f64 = 0;
export let yx: f64 = 0;
export let yy: f64 = 1;
export let y0: f64 = 0;

/** R(rotation) · (1, tan shear; 0, 1) · diag(1 + scale, 1 + scale) and a shift, each drawn from ± its range. */
export function drawTransform(job: usize, image: u32, epoch: u32): void {
  const random = words(job);
  fourBlocks(random, 0, image, epoch, set(job), seed(job));
  sineAndCosine(rotation(job) * draw(random, 0));
  const sine = lastSine;
  const cosine = lastCosine;
  sineAndCosine(shear(job) * draw(random, 1));
  const slant = lastSine / lastCosine;
  const scaleX = 1 + scale(job) * draw(random, 2);
  const scaleY = 1 + scale(job) * draw(random, 3);
  xx = cosine * scaleX;
  xy = (cosine * slant - sine) * scaleY;
  yx = sine * scaleX;
  yy = (sine * slant + cosine) * scaleY;
  x0 = shift(job) * draw(random, 4);
  y0 = shift(job) * draw(random, 5);
}

/** Number n of the uniform numbers between −1 and 1: word n of the blocks one after the other. */
function draw(random: usize, n: usize): f64 {
  const word = load<u32>(random + ((n & 3) << 4) + ((n >> 2) << 2));
  return (<f64>word + 0.5) / 2147483648.0 - 1;
}

let lastSine: f64 = 0;
let lastCosine: f64 = 1;

/** For angles of −π … π: Taylor series at an eighth, where the first term left out is below 1e-17, doubled three times. */
function sineAndCosine(angle: f64): void {
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
  lastSine = sine;
  lastCosine = cosine;
}
