import { expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { viewFunction } from '../../src/export/javascript-view.js';
import { type View, viewed } from '../../src/image/views/views.js';
import { Philox } from '../../src/random/philox.js';

const random = new Philox(5, 0);
const noise = (count: number) => Uint8Array.from({ length: count }, () => Math.max(0, random.integer(400) - 144));

const VIEWS: readonly (readonly [View])[] = [
  ['deslant'],
  [{ width: 1 }],
  [{ width: 9 }],
  [{ width: 20 }],
  [['deslant', { width: 20 }]],
];

test.each(VIEWS)('the JavaScript of a view gives the same bytes as the view: %j', (view) => {
  const digits = Array.from({ length: 40 }, (_, index) => {
    const pixels = new Uint8Array(784);
    drawDigit(pixels, 2, 'test', index);
    return { pixels, columns: 28 };
  });
  const others = [
    { pixels: new Uint8Array(400), columns: 20 },
    { pixels: noise(600), columns: 30 },
    { pixels: noise(64 * 64), columns: 64 },
    { pixels: noise(20), columns: 20 },
  ];
  for (const { pixels, columns } of [...digits, ...others]) {
    const applyView = new Function(`${viewFunction(view, columns)} return applyView;`)();
    const expected = viewed(pixels, pixels.length / columns, columns, view);
    expect(Buffer.from(applyView(pixels)).equals(expected)).toBe(true);
    expect(Buffer.from(applyView([...pixels])).equals(expected)).toBe(true);
  }
});
