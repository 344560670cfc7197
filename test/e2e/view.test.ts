import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { npzArrays } from '../../src/export/npz.js';
import { greyPng } from '../../src/image/grey-png.js';
import { viewed } from '../../src/image/views/views.js';
import { planResume, planRun } from '../../src/run/plan.js';
import { startRun } from '../../src/run/run.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, read, json, runWarm } = workplace();

const SHORT = `dataset: strokes
data: { limit: { train: 600, test: 200 } }
hidden: [12]
iterations: 120
learningRate: 0.5
`;
const digit = new Uint8Array(784);
drawDigit(digit, 1, 'test', 3);

async function trained(name: string, lines: string): Promise<void> {
  write(`${name}.yaml`, `${SHORT}${lines}\n`);
  const { code, stderr } = await runWarm(`mnist-train ${name}.yaml --output ${name} --quiet`);
  expect([code, stderr]).toEqual([0, '']);
}

async function answer<T>(command: string): Promise<T> {
  const { stdout, stderr } = await runWarm(`${command} --json --quiet`);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

beforeAll(async () => {
  write('digits/digit.png', greyPng(digit, 28));
  await trained('plain', '');
  await trained('none', 'input: { view: none }');
  await trained('upright', 'input: { view: deslant }');
  await trained('wide', 'input: { view: { width: 16 } }\naugment: { rotation: 5 }');
});

test('the config and the model contain the view; without a view they do not mention it', () => {
  expect(json('upright/config.json').input).toEqual({ view: 'deslant' });
  expect(json('upright/model.json').input).toEqual({ scale: 255, view: 'deslant' });
  expect(json('wide/model.json').input).toEqual({ scale: 255, view: { width: 16 } });
  expect(json('plain/config.json')).not.toHaveProperty('input');
  expect(json('plain/model.json').input).toEqual({ scale: 255 });
  for (const name of ['model.json', 'loss.csv']) expect(read(`none/${name}`)).toBe(read(`plain/${name}`));
  expect(read('upright/loss.csv')).not.toBe(read('plain/loss.csv'));
});

test('mnist-eval applies the view of the model, as its run did', async () => {
  for (const name of ['upright', 'wide']) {
    const { training } = json(`${name}/model.json`) as { training: { accuracy: { testAccuracy: number } } };
    const { accuracy } = await answer<{ accuracy: number }>(`mnist-eval ${name}`);
    expect(accuracy).toBe(training.accuracy.testAccuracy);
    expect(accuracy).toBeGreaterThan(0.5);
    const { stdout } = await runWarm(`mnist-eval ${name} --against plain`);
    expect(stdout).toContain(accuracy.toFixed(4));
  }
});

test('--image and --images apply the view to an image', async () => {
  const { images } = await answer<{ images: { pixels: number[]; probabilities: number[] }[] }>(
    'mnist-eval upright --image digits/digit.png',
  );
  expect(images[0].pixels).toEqual([...viewed(digit, 28, 28, 'deslant')]);
  const table = await answer<{ images: { probability: number }[] }>('mnist-eval upright --images digits');
  expect(table.images[0].probability).toBe(Math.max(...images[0].probabilities));
});

test('each member of a committee applies its own view', async () => {
  interface Together {
    models: { accuracy: number }[];
    accuracy: number;
  }
  const alone = await Promise.all(['plain', 'upright', 'wide'].map((name) => answer<Together>(`mnist-eval ${name}`)));
  const { models } = await answer<Together>('mnist-eval plain upright wide');
  expect(models.map(({ accuracy }) => accuracy)).toEqual(alone.map(({ accuracy }) => accuracy));
  const distorted = await answer<Together>('mnist-eval wide upright plain --distort 1');
  for (const { accuracy } of distorted.models) expect(accuracy).toBeGreaterThan(0.5);

  interface Read {
    images: { digit: string; probability: number }[];
  }
  const both = await answer<Read>('mnist-eval upright wide --images digits');
  const [one, other] = await Promise.all(
    ['upright', 'wide'].map((name) =>
      answer<{ images: { probabilities: number[] }[] }>(`mnist-eval ${name} --image digits/digit.png`),
    ),
  );
  const products = one.images[0].probabilities.map((y, k) => Math.sqrt(y * other.images[0].probabilities[k]));
  const largest = Math.max(...products);
  expect(both.images[0].digit).toBe(String(products.indexOf(largest)));
  expect(both.images[0].probability).toBeCloseTo(largest / products.reduce((sum, y) => sum + y), 6);
});

test('a run is resumed with its view, and another view is rejected', async () => {
  const plan = { ...(await planRun(`${folder}/upright.yaml`)), folder: `${folder}/cut` };
  const controller = new AbortController();
  const run = await startRun(plan, { signal: controller.signal });
  for await (const record of run.records()) if (record.kind === 'loss' && record.iteration === 50) controller.abort();
  expect(run.outcome.iterations).toBe(50);
  await expect(planResume(plan.folder, { input: { view: 'none' } })).rejects.toThrow(
    'input.view was "deslant", now not set',
  );
  await expect(planResume(`${folder}/none`, { input: { view: 'deslant' } })).rejects.toThrow(
    'input.view was not set, now "deslant"',
  );
  for await (const _ of (await startRun(await planResume(plan.folder))).records());
  for (const name of ['model.json', 'loss.csv', 'accuracy.csv']) {
    expect(readFileSync(`${plan.folder}/${name}`, 'utf8')).toBe(read(`upright/${name}`));
  }
});

test('an exported file stores the view or applies it, and otherwise the command prints it', async () => {
  const read = async (command: string) => {
    const { images } = await answer<{ images: { probabilities: number[] }[] }>(`${command} --image digits/digit.png`);
    return images[0].probabilities;
  };
  const probabilities = await read('mnist-eval wide');
  const sentence =
    'the net expects images whose bounding box is 16 pixels wide, unless narrower than 0.45 of its height\n';
  for (const format of ['npz', 'pkl', 'safetensors', 'onnx', 'mjs']) {
    const { stdout } = await runWarm(`mnist-train export wide --output wide.${format}`);
    expect(stdout.includes(sentence)).toBe(format !== 'mjs');
    const [, next] = /next: +(?:npx )?(mnist-eval .*)/.exec(stdout) ?? [];
    expect(next !== undefined).toBe(format !== 'mjs' && format !== 'onnx');
    if (next) expect(await read(next.replace(' --dataset strokes', ''))).toEqual(probabilities);
  }
  const { predict } = await import(/* @vite-ignore */ `${folder}/wide.mjs`);
  for (const [k, y] of predict(digit).entries()) expect(y).toBeCloseTo(probabilities[k], 6);
  expect(readFileSync(`${folder}/wide.onnx`, 'latin1')).toContain('{"width":16}');

  const exported = await runWarm('mnist-train export wide --output again.mjs --json');
  expect(JSON.parse(exported.stdout).view).toEqual({ width: 16 });
  writeFiles(`${folder}/digits/custom`, tinyDataset().idx, '');
  const data = '--dataset custom --data-dir digits';
  const both = `mnist-eval wide.npz --activation relu --scale 255 ${data} --view deslant,width=16`;
  expect((await runWarm(both)).stdout).toContain(', view deslant,width=16\n');

  const told = await runWarm('mnist-eval wide.safetensors --view deslant');
  expect([told.code, told.stderr]).toEqual([5, expect.stringContaining('its view is {"width":16}, not deslant')]);
  for (const view of ['mirror', 'width', 'width=0', 'width=1.5', 'deslant=3']) {
    expect(await runWarm(`mnist-eval wide.npz --activation relu --scale 255 --view ${view}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--view: '),
    });
  }
  write(
    'from.yaml',
    `${SHORT}activation: relu\ninput: { view: { width: 16 } }\ninit: { from: wide.npz, scale: 255 }\n`,
  );
  expect(await runWarm('mnist-train from.yaml --output from --quiet')).toMatchObject({ code: 0, stderr: '' });
  expect(json('from/model.json').input).toEqual({ scale: 255, view: { width: 16 } });
});

test('trace and gradcheck use the preprocessed images', async () => {
  write('few.yaml', SHORT.replace('train: 600', 'train: 100').concat('input: { view: deslant }\n'));
  expect(await runWarm('mnist-train trace --config few.yaml --step 2 --output step.npz')).toMatchObject({ code: 0 });
  const x = npzArrays(readFileSync(`${folder}/step.npz`)).get('x');
  const bytes = Array.from((x?.data ?? []) as ArrayLike<number>, (value) => Math.round(255 * value));
  const known = Array.from({ length: 100 }, (_, index) => {
    const pixels = new Uint8Array(784);
    drawDigit(pixels, 0, 'train', index);
    return viewed(pixels, 28, 28, 'deslant').join();
  });
  expect(bytes).toHaveLength(784 * 100);
  for (let at = 0; at < bytes.length; at += 784) expect(known).toContain(bytes.slice(at, at + 784).join());
  const checked = await runWarm('mnist-train gradcheck --config few.yaml --samples 5 --steps 1 --quiet');
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('RIGHT')]);
});

test('preview shows images before and after the view', async () => {
  const upright = await runWarm('mnist-train preview --config upright.yaml --output upright.png');
  expect(upright.stdout).toContain(
    'one training image of each class, and the same image as the net sees it (deslant)\n',
  );
  const wide = await runWarm('mnist-train preview --config wide.yaml --output wide.png');
  expect(wide.stdout.replace(/\s+/g, ' ')).toContain(
    '(width=16), and its distorted copies in epochs 1 to 12 with seed 0',
  );
  const [one, other] = ['upright.png', 'wide.png'].map((path) => readFileSync(`${folder}/${path}`).readUInt32BE(16));
  expect(other - one).toBe(12 * 86);
});

test('a run that starts from a model takes its view, and another view is rejected', async () => {
  write('onward.yaml', `${SHORT}init: { from: upright/model.json }\n`);
  await runWarm('mnist-train onward.yaml --output onward --quiet');
  expect(json('onward/config.json').input).toEqual({ view: 'deslant' });
  expect(json('onward/model.json').input).toEqual({ scale: 255, view: 'deslant' });
  for (const view of ['none', '{ width: 9 }']) {
    write('other.yaml', `${SHORT}init: { from: upright/model.json }\ninput: { view: ${view} }\n`);
    const { code, stderr } = await runWarm('mnist-train other.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('init.from: upright/model.json is a net of 784-12-10 with relu for deslanted images');
  }
});

test('an invalid view in a config or a model is rejected with one sentence', async () => {
  const complaints = [
    ['deslnat', 'input.view: got "deslnat", expected "none" or "deslant"; did you mean "deslant"?'],
    ['{ width: 29 }', 'input.view: width 29 is more than the 28 columns of the images'],
    ['{ width: 0 }', 'input.view.width: must be an integer from 1 to 64, got 0'],
    ['{ height: 3 }', 'unknown key "height" in input.view'],
  ];
  for (const [view, sentence] of complaints) {
    write('wrong.yaml', `${SHORT}input: { view: ${view} }\n`);
    const { code, stderr } = await runWarm('mnist-train wrong.yaml');
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  }
  const model = json('upright/model.json');
  for (const view of ['mirror', { width: 0 }, 3]) {
    write('wrong.json', { ...model, input: { scale: 255, view } });
    const { code, stderr } = await runWarm('mnist-eval wrong.json');
    expect([code, stderr]).toEqual([5, expect.stringMatching(/^mnist-eval: MODEL_VALUE: wrong\.json: input\.view/)]);
  }
  write('wrong.json', { ...model, input: { scale: 255, view: { width: 40 } } });
  for (const command of ['mnist-eval wrong.json', 'mnist-eval wrong.json --image digits/digit.png']) {
    const { code, stderr } = await runWarm(command);
    expect([code, stderr]).toEqual([5, expect.stringContaining('width 40 is more than the 28 columns of the images')]);
  }
});

test('compare shows a view of several steps', async () => {
  write('both.yaml', `${SHORT}input: { view: [deslant, { width: 20 }] }\n`);
  await runWarm('mnist-train both.yaml --output both --iterations 1 --quiet');
  const { code, stdout } = await runWarm('mnist-train compare both plain');
  expect(code).toBe(0);
  expect(stdout).toContain('[deslant,width=20]');
});
