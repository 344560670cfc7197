import { expect, test } from 'vitest';
import { imageSize } from '../../src/network/image-size.js';
import type { Architecture } from '../../src/network/network.js';

test.each([
  [784, { rows: 28, columns: 28 }, { rows: 28, columns: 28 }],
  [240, { rows: 12, columns: 20 }, { rows: 12, columns: 20 }],
  [784, undefined, { rows: 28, columns: 28 }],
  [784, { rows: 12, columns: 20 }, { rows: 28, columns: 28 }], // the facts are about other images
  [784, { rows: 28 }, { rows: 28, columns: 28 }],
  [36, { rows: 1.5, columns: 24 }, { rows: 6, columns: 6 }],
  [36, { rows: 24, columns: 1.5 }, { rows: 6, columns: 6 }],
  [240, undefined, undefined],
  [240, 'strokes', undefined],
  [240, null, undefined],
])('the images of a net with %i inputs, trained on %j: %j', (input, dataset, size) => {
  const architecture: Architecture = { input, hidden: [], output: 2, activation: 'relu' };
  expect(imageSize({ architecture, training: { dataset } })).toEqual(size);
});
