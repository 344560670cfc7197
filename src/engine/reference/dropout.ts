import type { NdArray } from '../../array.js';
import { Philox } from '../../random/philox.js';
import { dropoutLimit } from '../dropout-limit.js';
import { forEachElement } from './elements.js';

export function dropoutMask(mask: NdArray, ratio: number, seed: number, stream: number, substream: number): void {
  const random = new Philox(seed, stream, substream);
  const limit = dropoutLimit(ratio);
  forEachElement([mask], (place) => {
    mask.data[place] = random.uint32() < limit ? 0 : 1 / (1 - ratio);
  });
}

export function multiply(y: NdArray, x: NdArray, mask: NdArray): void {
  forEachElement([y, x, mask], (yPlace, xPlace, maskPlace) => {
    y.data[yPlace] = x.data[xPlace] * mask.data[maskPlace];
  });
}
