import { expect, test } from 'vitest';
import { assembleDataset, type IdxSource } from '../../src/dataset/assemble.js';
import { encodeIdx } from '../../src/dataset/idx/idx.js';
import { tinyDataset } from '../fixtures/tiny-dataset.js';

const expected = { name: 'tiny', classes: 10, rows: 28, columns: 28 };

function sources(shape: Parameters<typeof tinyDataset>[0] = {}): IdxSource[] {
  return [...tinyDataset(shape).idx].map(([name, idx]) => ({ name, idx, sha256: `hash of ${name}`, from: name }));
}

test('a dataset consists of views of the four files, not copies', () => {
  const files = sources();
  const { train, test: testSplit, hashes } = assembleDataset(files, expected);
  expect(train.images.buffer).toBe(files[0].idx.buffer);
  expect(train.labels.buffer).toBe(files[1].idx.buffer);
  expect(testSplit.count).toBe(10);
  expect(hashes['t10k-labels-idx1-ubyte']).toBe('hash of t10k-labels-idx1-ubyte');
});

test('rejects images that do not have the dataset’s size', () => {
  expect(() => assembleDataset(sources({ rows: 27 }), expected)).toThrow(
    expect.objectContaining({
      code: 'IDX_SHAPE',
      message: 'train-images-idx3-ubyte: images are 27×28, expected 28×28',
    }),
  );
});

test('rejects labels outside the dataset’s classes', () => {
  const files = sources();
  const labels = encodeIdx([10], Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 10, 7, 8));
  files[3] = { ...files[3], idx: labels };
  expect(() => assembleDataset(files, expected)).toThrow(
    expect.objectContaining({
      code: 'IDX_LABEL',
      message: 't10k-labels-idx1-ubyte: label 10 at index 7, expected 0..9',
    }),
  );
});

test('rejects different numbers of images and labels', () => {
  const files = sources();
  files[1] = { ...files[1], idx: encodeIdx([59], new Uint8Array(59)) };
  expect(() => assembleDataset(files, expected)).toThrow(
    expect.objectContaining({
      code: 'IDX_COUNT',
      message: 'train-images-idx3-ubyte: 60 images but 59 labels in train-labels-idx1-ubyte',
    }),
  );
});
