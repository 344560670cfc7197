import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeIdx } from '../../../src/dataset/idx/idx.js';
import { loadDataset } from '../../../src/dataset/load.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { fileOf, type TinyShape, tinyDataset, writeFiles } from '../../fixtures/tiny-dataset.js';

const TRAIN_IMAGES = 'train-images-idx3-ubyte';
const TRAIN_LABELS = 'train-labels-idx1-ubyte';
const TEST_IMAGES = 't10k-images-idx3-ubyte';
const TEST_LABELS = 't10k-labels-idx1-ubyte';

/** A folder with four unpacked files, of which some are replaced. */
function folderOf(shape: TinyShape = {}, replaced: Readonly<Record<string, Uint8Array>> = {}): string {
  const dataDir = temporaryFolder();
  writeFiles(dataDir, new Map([...tinyDataset(shape).idx, ...Object.entries(replaced)]), '');
  return dataDir;
}

function load(dataDir: string, onNotice?: (message: string) => void) {
  return loadDataset({ dataset: 'custom', dataDir, onNotice });
}

describe('a folder with the user’s own IDX files', () => {
  test('may contain images of any size and any number of classes', async () => {
    const labels = encodeIdx([10], Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 41));
    const dataDir = folderOf({ rows: 5, columns: 3 }, { [TEST_LABELS]: labels });
    const { name, rows, columns, classes, train, test: testSplit } = await load(dataDir);
    expect({ name, rows, columns, classes }).toEqual({ name: 'custom', rows: 5, columns: 3, classes: 42 });
    expect([train.count, train.images.length, train.labels.length]).toEqual([60, 60 * 15, 60]);
    expect([testSplit.count, testSplit.images.length, testSplit.labels.length]).toEqual([10, 150, 10]);
  });

  test('may contain packed files in a subfolder named custom', async () => {
    const tiny = tinyDataset();
    const dataDir = temporaryFolder();
    writeFiles(join(dataDir, 'custom'), tiny.packed, '.gz');
    const { hashes } = await load(dataDir);
    expect(hashes).toEqual(Object.fromEntries(tiny.entry.files.map(({ name, idxSha256 }) => [name, idxSha256])));
  });

  test('with identical train and test images gives a notice', async () => {
    const notices: string[] = [];
    const shape = { train: 10, test: 10 };
    const dataDir = folderOf(shape, { [TEST_IMAGES]: fileOf(tinyDataset(shape).idx, TRAIN_IMAGES) });
    await load(dataDir, (message) => notices.push(message));
    expect(notices).toEqual([
      `${join(dataDir, TRAIN_IMAGES)} and ${join(dataDir, TEST_IMAGES)}: train and test images are identical`,
    ]);
  });

  const idx = (dimensions: number[], fill = 0) =>
    encodeIdx(dimensions, new Uint8Array(dimensions.reduce((a, b) => a * b)).fill(fill));
  const cases: [what: string, file: string, bytes: Uint8Array, code: string, message: string][] = [
    [
      'another size in the test images',
      TEST_IMAGES,
      idx([10, 27, 28]),
      'IDX_SHAPE',
      'images are 27×28, expected 28×28',
    ],
    ['no pixels', TRAIN_IMAGES, idx([60, 0, 28]), 'IDX_SHAPE', 'images are 0×28, expected 1×1 to 64×64'],
    ['a label missing', TRAIN_IMAGES, idx([61, 28, 28]), 'IDX_COUNT', '61 images but 60 labels in <train labels>'],
    [
      'images and labels swapped',
      TRAIN_IMAGES,
      idx([60]),
      'IDX_MAGIC',
      'got 0x00000801 (labels, 1-D uint8), expected 0x00000803 (images, 3-D uint8)',
    ],
    ['an empty file', TEST_IMAGES, new Uint8Array(0), 'IDX_EMPTY', 'file is empty, expected at least 16 header bytes'],
    [
      'a truncated file',
      TEST_IMAGES,
      idx([10, 28, 28]).subarray(0, -1),
      'IDX_TRUNCATED',
      '7,855 bytes, header declares 7,856 (10×28×28 + 16); 1 missing',
    ],
  ];
  test.each(cases)('with %s is rejected', async (_, file, bytes, code, message) => {
    const dataDir = folderOf({}, { [file]: bytes });
    const text = message.replace('<train labels>', join(dataDir, TRAIN_LABELS));
    await expect(load(dataDir)).rejects.toMatchObject({ code, message: `${join(dataDir, file)}: ${text}` });
  });

  test('without one of the files is rejected, naming the file', async () => {
    const dataDir = folderOf();
    rmSync(join(dataDir, TEST_LABELS));
    await expect(load(dataDir)).rejects.toMatchObject({
      code: 'CACHE_MISSING',
      message: `${TEST_LABELS} is not in ${dataDir}, packed or unpacked`,
      hint: expect.stringContaining(TRAIN_IMAGES),
    });
  });

  test('with an unpacked file named .gz is rejected', async () => {
    const dataDir = folderOf();
    writeFileSync(join(dataDir, `${TRAIN_LABELS}.gz`), fileOf(tinyDataset().idx, TRAIN_LABELS));
    await expect(load(dataDir)).rejects.toMatchObject({ code: 'GZIP_MAGIC', hint: 'remove .gz from its name' });
  });
});
