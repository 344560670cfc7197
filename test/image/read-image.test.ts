import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readImage } from '../../src/index.js';
import { encodeGrey } from '../fixtures/png.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

function read(grey: (x: number, y: number) => number) {
  const file = join(temporaryFolder(), 'image.png');
  writeFileSync(file, encodeGrey(28, 28, grey));
  return readImage(file);
}

test('readImage gives the image as the net sees it', async () => {
  const bar = (x: number, y: number) => (x >= 12 && x < 16 && y >= 4 && y < 24 ? 255 : 0);
  const { pixels, isEmpty } = await read(bar);
  expect(isEmpty).toBe(false);
  expect(Array.from(pixels)).toEqual(Array.from({ length: 784 }, (_, i) => bar(i % 28, Math.floor(i / 28))));
});

test('rejects a blank file', async () => {
  await expect(read(() => 0)).rejects.toMatchObject({ code: 'IMAGE_BLANK' });
});
