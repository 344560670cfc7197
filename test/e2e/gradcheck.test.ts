import { beforeAll, expect, test } from 'vitest';
import { type Ended, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, run, runWarm } = workplace();

interface Tensor {
  readonly name: string;
  readonly size: number;
  readonly checked: number;
  readonly normError: number;
  readonly maxError: number;
  readonly passed: boolean;
}

const CHECK = 'mnist-train gradcheck --config net.json --samples 20 --steps 3';
const BUILT_IN = 'mnist-train gradcheck --samples 2 --steps 0 --hidden none --batch-size 20 --quiet';

let text: Ended;
let asJson: Ended;
let tooLarge: Ended;
let builtIn: Ended;
let deep: Ended[];
let decaying: Ended;

beforeAll(async () => {
  writeFiles(`${folder}/data`, tinyDataset({ rows: 8, columns: 8 }).idx, '');
  // Weights larger than the book's keep the ReLUs away from their kinks.
  write('net.json', { dataset: 'custom', hidden: [6], init: { std: 0.5 }, batchSize: 20 });
  [text, asJson, tooLarge, builtIn] = await Promise.all([
    run(CHECK),
    ...[`${CHECK} --json`, `${CHECK} --h 0.1`, BUILT_IN].map((command) => runWarm(command)),
  ]);
  decaying = await runWarm(`${CHECK} --optimizer adam --weight-decay 0.1 --lr 0.01`);
  // With the book's small weights, these gradients are too close to rounding errors for a tolerance of 1e-6.
  const nets = ['50,100 --activation sigmoid', '50,50,50', '20,20,20,20', '20,20,20,20 --activation sigmoid'];
  deep = await Promise.all(
    nets.map((net) => runWarm(`mnist-train gradcheck --samples 20 --steps 5 --batch-size 20 --hidden ${net} --quiet`)),
  );
});

test('says that back-propagation is right, with a table before and after training and one over h', () => {
  expect([text.code, text.stderr]).toEqual([0, '']);
  const lines = text.stdout.split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'back-propagation against (L(w + h) − L(w − h)) / 2h, h = 1e-5',
    '64-6-10 relu, float64, 20 images of custom',
  ]);
  expect(lines.slice(-3, -1)).toEqual([
    'RIGHT: back-propagation is the gradient of the loss',
    '(norm error ≤ 1e-8, every element ≤ 1e-6 away from kinks).',
  ]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => /^ {2}[Wb][12] .* yes$/.test(line))).toHaveLength(8);
  const sweep = lines.filter((line) => /^ {2}1e-[1-8] /.test(line));
  expect(sweep.map((line) => line.trim().split(' ')[0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `1e-${n}`));
  expect(text.stdout).toMatch(/^float32 back-propagation differs from float64 by \d(\.\d)?e-\d\.$/m);
});

test('--json prints one document with the same verdict', () => {
  expect([asJson.code, asJson.stderr]).toEqual([0, '']);
  const report = JSON.parse(asJson.stdout);
  expect(report).toMatchObject({ passed: true, h: 1e-5, steps: 3, net: '64-6-10 relu', dataset: 'custom', images: 20 });
  for (const { tensors, agreesAt, wrong, undecided } of [report.atStart, report.afterSteps]) {
    expect(agreesAt).toEqual({ W1: 1e-5, b1: 1e-5, W2: 1e-5, b2: 1e-5 });
    expect([wrong, undecided]).toEqual([[], []]);
    expect(tensors.map(({ name, size, checked }: Tensor) => [name, size, checked])).toEqual([
      ['W1', 384, 20],
      ['b1', 6, 6],
      ['W2', 60, 20],
      ['b2', 10, 10],
    ]);
    for (const { normError, maxError, passed } of tensors) {
      expect(passed).toBe(true);
      expect(normError).toBeLessThanOrEqual(1e-8);
      expect(maxError).toBeLessThanOrEqual(1e-6);
    }
  }
  expect(report.sweep).toHaveLength(8);
  expect(report.float32Distance).toBeLessThan(1e-5);
});

test('with an unsuitable h, still says right and names a better h', () => {
  expect([tooLarge.code, tooLarge.stderr]).toEqual([0, '']);
  const [verdict, , better] = tooLarge.stdout.split('\n').slice(-4);
  expect(verdict).toMatch(/^RIGHT: /);
  expect(better).toMatch(/^Some tensors agree only at h = 1e-[567]; h = 1e-1 is too large or too small for them\.$/);
});

test('works without a config, and for softmax regression', () => {
  expect([builtIn.code, builtIn.stderr]).toEqual([0, '']);
  expect(builtIn.stdout).toMatch(/^back-propagation .*, h = 1e-5\n784-10, float64, 20 images of strokes\n/);
  expect(builtIn.stdout).toContain('\nafter 0 training steps');
});

test('checks weight decay, and trains with the configured optimizer', () => {
  expect([decaying.code, decaying.stderr]).toEqual([0, '']);
  expect(decaying.stdout).toMatch(/^RIGHT: /m);
  const after = (ended: Ended) => ended.stdout.split('after 3 training steps')[1].split('\n')[2];
  expect(after(decaying)).not.toBe(after(text));
});

test('does not report small gradients of deep nets as wrong', () => {
  for (const { code, stdout } of deep)
    expect([code, stdout.match(/^(RIGHT|WRONG|UNDECIDED)/m)?.[0]]).toEqual([0, 'RIGHT']);
});
