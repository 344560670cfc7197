import { beforeAll, describe, expect, test } from 'vitest';
import { encodeIdx } from '../../src/dataset/idx/idx.js';
import { Philox } from '../../src/random/philox.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, read, json, runWarm } = workplace();

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

/** Four IDX files with classes that a net can learn: each class is a random picture, its images add noise to it. */
function patterns({ rows, columns, classes }: Shape): Map<string, Uint8Array> {
  const pixels = rows * columns;
  const random = new Philox(rows, columns);
  const picture = (): number[] => Array.from({ length: pixels }, () => (random.integer(3) === 0 ? 255 : 0));
  const pictures = Array.from({ length: classes }, picture);
  pictures[0].fill(0);
  pictures[1].fill(255);
  const files = new Map<string, Uint8Array>();
  for (const [split, count] of [['train', 2 * classes + 60] as const, ['t10k', classes + 30] as const]) {
    const labels = Uint8Array.from({ length: count }, (_, n) => n % classes);
    const noisy = (byte: number) => (random.integer(10) === 0 ? random.integer(256) : byte);
    const images = new Uint8Array(count * pixels);
    for (const [n, k] of labels.entries()) images.set(pictures[k].map(noisy), n * pixels);
    files.set(`${split}-images-idx3-ubyte`, encodeIdx([count, rows, columns], images));
    files.set(`${split}-labels-idx1-ubyte`, encodeIdx([count], labels));
  }
  return files;
}

const SHAPES: readonly Shape[] = [
  { rows: 12, columns: 20, classes: 37 },
  { rows: 64, columns: 64, classes: 256 },
  { rows: 5, columns: 3, classes: 2 },
  { rows: 1, columns: 1, classes: 2 },
];

describe.each(SHAPES)('images of $rows×$columns in $classes classes', ({ rows, columns, classes }) => {
  const data = `${rows}x${columns}`;
  const base = { dataset: 'custom', data: { dir: data }, hidden: [6], batchSize: 8, init: { std: 'he' } };

  beforeAll(() => writeFiles(`${folder}/${data}`, patterns({ rows, columns, classes }), ''));

  /** Trains to a folder of this name; returns the loss of each update. */
  async function losses(name: string, config: object, flags = ''): Promise<number[]> {
    write(`${name}.json`, { ...base, ...config });
    const { code, stderr } = await runWarm(
      `mnist-train --config ${name}.json --quiet --output ${data}-${name}${flags}`,
    );
    expect([code, stderr]).toEqual([0, '']);
    const lines = read(`${data}-${name}/loss.csv`).trimEnd().split('\n').slice(1);
    return lines.map((line) => Number(line.split(',')[2]));
  }

  test('can be trained on, and mnist-eval gives the accuracy of the run', async () => {
    await losses('net', { hidden: [32], iterations: 300, batchSize: 30, optimizer: 'adam', learningRate: 0.005 });
    const model = json(`${data}-net/model.json`);
    const architecture = { input: rows * columns, hidden: [32], output: classes, activation: 'relu' };
    expect(model).toMatchObject({ architecture, classes: Array.from({ length: classes }, (_, k) => String(k)) });
    const { training } = model as { training: { accuracy: { testAccuracy: number } } };
    const command = `mnist-eval ${data}-net/model.json --data-dir ${data}`;
    const result = JSON.parse((await runWarm(`${command} --json`)).stdout);
    expect(result).toMatchObject({ dataset: 'custom', count: classes + 30, accuracy: training.accuracy.testAccuracy });
    expect([result.perClass.length, result.confusion.length]).toEqual([classes, classes]);
    expect(result.accuracy).toBeGreaterThan(0.5);
    const { stdout } = await runWarm(command);
    expect(stdout).toContain(`${rows * columns}-32-${classes} relu, float32\n`);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('give the same losses in both engines and both precisions', async () => {
    const config = { iterations: 6, learningRate: 0.05 };
    const expected = await losses('simd', config);
    for (const [name, flags] of Object.entries({
      reference: ' --engine reference',
      simd64: ' --precision float64',
      reference64: ' --engine reference --precision float64',
    })) {
      const got = await losses(name, config, flags);
      for (const [i, loss] of got.entries()) expect(loss, name).toBeCloseTo(expected[i], 4);
    }
  });

  test('have numerical gradients that agree with back-propagation', async () => {
    const config = { hidden: [3], batchSize: 3, iterations: 2, precision: 'float64', activation: 'sigmoid' };
    const expected = await losses('exact', config);
    const got = await losses('numerical', { ...config, gradient: 'numerical' });
    for (const [i, loss] of got.entries()) expect(loss).toBeCloseTo(expected[i], 6);
    const check = await runWarm('mnist-train gradcheck --config exact.json --samples 30 --steps 2 --quiet');
    expect(check.code).toBe(0);
  });

  test('work with distortions, held-out images, NumPy’s generator and a committee', async () => {
    const config = {
      data: { dir: data, validation: 10 },
      augment: { elastic: { alpha: 8, sigma: 3 }, rotation: 10, shear: 5, scale: 0.1, shift: 1 },
      init: { rng: 'numpy' },
      sampling: 'shuffle',
      iterations: 4,
    };
    expect(await losses('distorted', config)).toHaveLength(4);
    const models = `${data}-distorted/model.json ${data}-net/model.json`;
    const { stdout } = await runWarm(`mnist-eval ${models} --data-dir ${data} --distort 2 --json`);
    expect(JSON.parse(stdout).perClass).toHaveLength(classes);
    const preview = await runWarm(`mnist-train preview --config distorted.json --output ${data}.png`);
    expect(preview.stdout).toContain(classes > 16 ? 'each of 16 classes' : 'each class');
  });
});

describe('rejects a dataset outside the limits:', () => {
  const fewLabels = encodeIdx([60], new Uint8Array(60));
  const cases: [what: string, shape: Partial<Shape>, replaced: [string, Uint8Array][], config: object, says: RegExp][] =
    [
      ['65 rows', { rows: 65, columns: 64 }, [], {}, /^IDX_SHAPE: \S+: images are 65×64, expected 1×1 to 64×64\n/],
      ['65 columns', { rows: 2, columns: 65 }, [], {}, /^IDX_SHAPE: \S+: images are 2×65, expected 1×1 to 64×64\n/],
      [
        'one class',
        { rows: 2, columns: 2, classes: 1 },
        [['train-labels-idx1-ubyte', fewLabels]],
        {},
        /^IDX_LABEL: \S+: every label is 0, expected 2 to 256 classes\n/,
      ],
      [
        'too many parameters',
        { rows: 64, columns: 64, classes: 256 },
        [],
        { hidden: [4096] },
        /^CONFIG_MEMORY: hidden: with images of 4096 pixels and 2\d\d classes, \d+ parameters take 6\d MiB, limit 47 MiB\n/,
      ],
    ];

  test.each(cases)('%s', async (_, shape, replaced, config, says) => {
    writeFiles(`${folder}/refused`, new Map([...tinyDataset(shape).idx, ...replaced]), '');
    write('refused.json', { dataset: 'custom', data: { dir: 'refused' }, batchSize: 10, ...config });
    const { code, stderr } = await runWarm('mnist-train --config refused.json');
    const sentence = stderr.replace('mnist-train: ', '');
    expect(sentence).toMatch(says);
    expect(sentence).toMatch(/\n {2}hint: .+\n$/);
    expect(code).toBe(says.source.includes('CONFIG') ? 2 : 3);
  });
});

test('counts a class that only the test images or only the training images have', async () => {
  const labels = (count: number, largest: number) =>
    encodeIdx(
      [count],
      Uint8Array.from({ length: count }, (_, n) => (n === 0 ? largest : n % 3)),
    );
  for (const [train, testing] of [
    [8, 2],
    [2, 8],
  ]) {
    const files = new Map(tinyDataset({ rows: 4, columns: 6 }).idx)
      .set('train-labels-idx1-ubyte', labels(60, train))
      .set('t10k-labels-idx1-ubyte', labels(10, testing));
    writeFiles(`${folder}/uneven`, files, '');
    write('uneven.json', { dataset: 'custom', data: { dir: 'uneven' }, hidden: [4], batchSize: 10, iterations: 3 });
    expect((await runWarm('mnist-train --config uneven.json --quiet --force')).code).toBe(0);
    const { stdout } = await runWarm('mnist-eval runs/uneven/model.json --data-dir uneven --json');
    const { perClass } = JSON.parse(stdout);
    expect(perClass).toHaveLength(9);
    expect(perClass[5]).toMatchObject({ count: 0, recall: null });
    expect(perClass[8].count).toBe(testing === 8 ? 1 : 0);
  }
});
