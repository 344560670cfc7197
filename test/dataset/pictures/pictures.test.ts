import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDataset, loadTestSet } from '../../../src/dataset/load.js';
import { encodeGrey, encodePng } from '../../fixtures/png.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

/** An image of 3 columns and 4 rows. Its middle pixel distinguishes images. */
const tile = (middle: number, paper = 0) => encodeGrey(3, 4, (x, y) => (x === 1 && y === 1 ? middle : paper));

function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const dataDir = temporaryFolder();
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(dataDir, path)), { recursive: true });
    writeFileSync(join(dataDir, path), bytes);
  }
  return dataDir;
}

/** Five images of each class and split. The middle pixel is 10 · class + number, plus 100 in the test split. */
function tiles(names: readonly string[]): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const [half, more] of Object.entries({ train: 0, test: 100 })) {
    for (const [k, name] of names.entries()) {
      for (let n = 0; n < 5; n++) files[`${half}/${name}/${n}.png`] = tile(more + 10 * k + n);
    }
  }
  return files;
}

const load = (dataDir: string, notices: string[] = []) =>
  loadDataset({ dataset: 'folder', dataDir, onNotice: (text) => notices.push(text) });

describe('a folder of class folders', () => {
  test('is a dataset with unchanged images; labels follow folder names, numbers sorted by value', async () => {
    const dataDir = folderOf(tiles(['2', '10', '9']));
    const { name, rows, columns, classes, classNames, train, test: half } = await load(dataDir);
    expect({ name, rows, columns, classes }).toEqual({ name: 'folder', rows: 4, columns: 3, classes: 3 });
    expect(classNames).toEqual(['2', '9', '10']);
    expect([train.count, half.count]).toEqual([15, 15]);
    const written = [0, 2, 1]; // 2 was written first, 10 second, 9 third
    for (const [split, more] of [[train, 0] as const, [half, 100] as const]) {
      const middles = Array.from({ length: 15 }, (_, n) => split.images[12 * n + 4] - more);
      for (const [n, middle] of middles.entries()) expect(Math.floor(middle / 10)).toBe(written[split.labels[n]]);
      expect(new Set(middles).size).toBe(15);
      expect(split.images.reduce((sum, byte) => sum + byte)).toBe(middles.reduce((sum, byte) => sum + byte + more, 0));
    }
  });

  test('may contain links to folders as classes; broken links are ignored', async () => {
    const dataDir = folderOf(tiles(['cat', 'dog']));
    for (const half of ['train', 'test']) {
      symlinkSync(join(dataDir, half, 'dog'), join(dataDir, half, 'wolf'), 'junction');
      symlinkSync(join(dataDir, half, 'gone'), join(dataDir, half, 'broken'), 'junction');
      symlinkSync(join(dataDir, half, 'loop'), join(dataDir, half, 'loop'), 'junction');
    }
    const { classNames, train } = await load(dataDir);
    expect(classNames).toEqual(['cat', 'dog', 'wolf']);
    expect(train.count).toBe(15);
  });

  test('is shuffled in the same order each time', async () => {
    const dataDir = folderOf(tiles(['cat', 'dog']));
    const { train, hashes, classNames } = await load(dataDir);
    expect(classNames).toEqual(['cat', 'dog']);
    expect(new Set(train.labels.subarray(0, 5)).size).toBe(2);
    expect((await load(dataDir)).hashes).toEqual(hashes);
  });

  test('has the same test images when loaded alone, and the test split may lack a class', async () => {
    const files = tiles(['a', 'b', 'c']);
    for (let n = 0; n < 5; n++) delete files[`test/a/${n}.png`];
    const dataDir = folderOf(files);
    const { test: half, classes } = await load(dataDir);
    const alone = await loadTestSet({ dataset: 'folder', dataDir });
    expect([alone.test, alone.classes, classes]).toEqual([half, 3, 3]);
    expect([...half.labels].sort()).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  test('may contain only the class folders of the test split', async () => {
    const alone = await loadTestSet({
      dataset: 'folder',
      dataDir: folderOf({ 'x/1.png': tile(1), 'y/1.png': tile(2) }),
    });
    expect([alone.test.count, alone.classNames]).toEqual([2, ['x', 'y']]);
  });

  test('with images that are dark on light, or transparent, is inverted with a notice', async () => {
    const onNothing = encodePng({
      width: 3,
      height: 4,
      depth: 8,
      colourType: 4,
      sample: (x, y, s) => (s === 1 && x === 1 && y === 1 ? 200 : 0),
    });
    const dataDir = folderOf({
      'train/a/1.png': tile(55, 255),
      'train/b/1.png': onNothing,
      'test/a/1.png': tile(200),
      'test/b/1.png': tile(200),
    });
    const notices: string[] = [];
    const { train, test: half } = await load(dataDir, notices);
    expect(train.images).toEqual(half.images);
    expect(notices[0]).toBe(`${join(dataDir, 'train')}: images are dark on light, so all of them are inverted`);
  });
});

describe('a folder is rejected with one sentence', () => {
  const large = encodeGrey(65, 65, () => 0);
  test.each<[string, Record<string, Uint8Array | undefined>, string, string]>([
    ['with images of two sizes', { 'train/b/9.png': encodeGrey(4, 4, () => 0) }, 'IMAGE_SHAPE', 'has 3×4'],
    ['with a test image of another size', { 'test/b/9.png': encodeGrey(4, 4, () => 0) }, 'IMAGE_SHAPE', 'has 3×4'],
    [
      'with a class only in the test split',
      { 'test/d/1.png': tile(1) },
      'IMAGE_CLASSES',
      'is not a class of the training images',
    ],
    ['with a damaged image', { 'train/a/1.png': Buffer.from('no') }, 'IMAGE_SIGNATURE', '1.png'],
  ])('%s', async (_, more, code, text) => {
    const dataDir = folderOf({ ...tiles(['a', 'b']), ...more } as Record<string, Uint8Array>);
    await expect(load(dataDir)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });

  test.each<[string, Record<string, Uint8Array>, string, string]>([
    [
      'without a test folder',
      { 'train/a/1.png': tile(1), 'train/b/1.png': tile(1) },
      'IMAGE_READ',
      'test: no such folder',
    ],
    ['that does not exist', {}, 'IMAGE_READ', 'train: no such folder'],
    [
      'with one class',
      { 'train/a/1.png': tile(1) },
      'IMAGE_CLASSES',
      'has 1 folder, expected one for each of 2 to 256',
    ],
    ['without images', { 'train/a/x.txt': tile(1), 'train/b/x.txt': tile(1) }, 'IMAGE_NONE', 'there are no images'],
    [
      'with large images',
      { 'train/a/1.png': large, 'train/b/1.png': large },
      'IMAGE_SIZE',
      '65×65 pixels, expected at most 64',
    ],
  ])('%s', async (_, files, code, text) => {
    await expect(load(folderOf(files))).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });
});
