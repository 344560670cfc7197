import { encode } from 'jpeg-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { modelToJson } from '../../src/network/model-json.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { encodeGrey, encodePng } from '../fixtures/png.js';
import { workplace } from '../fixtures/run-command.js';

const { write, run, runWarm } = workplace();

const digit = new Uint8Array(784);
drawDigit(digit, 1, 'test', 3);
const engine = createSimdEngine('float32');
const network = new Network(engine, { input: 784, hidden: [8], output: 10, activation: 'relu' });
network.initialise(new Philox(1, 0), 0.1);

interface Document {
  readonly model: string;
  readonly images: { file: string; answer: number; remark: string | null; probabilities: number[]; pixels: number[] }[];
}

beforeAll(() => {
  write('model.json', modelToJson(network, {}));
  const small = new Network(engine, { input: 16, hidden: [], output: 10, activation: 'relu' });
  write('small.json', modelToJson(small, {}));
  const wide = new Network(engine, { input: 240, hidden: [], output: 37, activation: 'relu' });
  write('recorded.json', modelToJson(wide, { dataset: { name: 'custom', rows: 12, columns: 20 } }));
  write('unknown.json', modelToJson(wide, {}));
  const squares = new Network(engine, {
    input: 256,
    hidden: [],
    output: 20,
    activation: 'relu',
    loss: 'mean-squared-error',
  });
  squares.initialise(new Philox(1, 0), 0.1);
  write('squares.json', modelToJson(squares, {}));

  const inkAt = (x: number, y: number, zoom: number) => digit[Math.floor(y / zoom) * 28 + Math.floor(x / zoom)];
  write(
    'as-mnist.png',
    encodeGrey(28, 28, (x, y) => inkAt(x, y, 1)),
  );
  write(
    'on-white.png',
    encodeGrey(28, 28, (x, y) => 255 - inkAt(x, y, 1)),
  );
  write(
    'large.png',
    encodeGrey(140, 140, (x, y) => 255 - inkAt(x, y, 5)),
  );
  const sample = (x: number, y: number, s: number) => (s === 3 ? 257 * inkAt(x, y, 1) : 12_000);
  write('drawn.png', encodePng({ width: 28, height: 28, depth: 16, colourType: 6, isInterlaced: true, sample }));
  write(
    'blank.png',
    encodeGrey(50, 40, () => 250),
  );
  const rgba = Uint8Array.from({ length: 4 * 140 * 140 }, (_, i) =>
    i % 4 === 3 ? 255 : 255 - inkAt((i >> 2) % 140, Math.floor((i >> 2) / 140), 5),
  );
  write('large.jpg', encode({ width: 140, height: 140, data: rgba }, 98).data);
  write(
    'black.png',
    encodeGrey(60, 60, (x, y) => (x > 9 && x < 50 && y > 9 && y < 50 ? 0 : 255)),
  );
  write(
    'two.png',
    encodeGrey(84, 28, (x, y) => (x < 28 || x >= 56 ? 255 - inkAt(x % 28, y, 1) : 255)),
  );
  write('photo.jpg', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1'));
});

describe('mnist-eval --image --json', () => {
  test('prints the pixels and the outputs for each file', async () => {
    const { code, stdout, stderr } = await run(
      'mnist-eval model.json --image as-mnist.png on-white.png large.png drawn.png --json',
      { env: { MNIST_TRAIN_DATA_DIR: 'nowhere', MNIST_TRAIN_OFFLINE: '1' } },
    );
    expect([code, stderr]).toEqual([0, '']);
    const { model, images }: Document = JSON.parse(stdout);
    expect(model).toBe('model.json');
    expect(images.map(({ file }) => file)).toEqual(['as-mnist.png', 'on-white.png', 'large.png', 'drawn.png']);
    for (const { file, answer, probabilities, pixels } of images) {
      if (file !== 'drawn.png') expect(pixels).toEqual(Array.from(digit));
      const x = { rows: engine.rows(Uint8Array.from(pixels), 784, 255), index: Int32Array.of(0) };
      const y = network.predict(x);
      expect(probabilities).toEqual(Array.from({ length: 10 }, (_, k) => y.get(0, k)));
      expect(answer).toBe(probabilities.indexOf(Math.max(...probabilities)));
    }
  });
});

test('mnist-eval --image scales drawings to other image sizes, and names outputs that are not probabilities', async () => {
  const { code, stdout } = await runWarm('mnist-eval squares.json --image large.png --json');
  expect(code).toBe(0);
  const [image] = JSON.parse(stdout).images;
  expect(image.pixels).toHaveLength(256);
  expect(image.outputs).toHaveLength(20);
  expect(image).not.toHaveProperty('probabilities');
  expect(Math.min(...image.outputs)).toBeLessThan(0);
  const text = await runWarm('mnist-eval squares.json --image large.png');
  expect(text.stdout).toMatch(/^large\.png: \d+ {2}\(output \d\.\d{4}\)\n/);
});

test('mnist-eval --image shows the answer and bars, and no picture without a terminal', async () => {
  const { code, stdout, stderr } = await runWarm('mnist-eval model.json --image on-white.png large.png', {
    LC_ALL: 'C.UTF-8',
  });
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n');
  expect(lines).toHaveLength(2 * 12 + 1 + 1);
  expect(lines[0]).toMatch(/^on-white\.png: \d {2}\(probability 0\.\d{4}\)$/);
  expect(lines[2]).toMatch(/^ {2}0 {2}0\.\d{4}(?: {2}█+)?$/);
  expect(lines[13]).toMatch(/^large\.png: \d {2}/);
});

test('mnist-eval --image also reads JPEG, and remarks on images that are not one digit', async () => {
  const { code, stdout, stderr } = await runWarm('mnist-eval model.json --image large.jpg black.png two.png --json');
  expect([code, stderr]).toEqual([0, '']);
  const { images }: Document = JSON.parse(stdout);
  const [jpeg, black, two] = images;
  expect(jpeg.remark).toBe(null);
  const ink = digit.reduce((sum, byte) => sum + byte, 0);
  const difference = jpeg.pixels.reduce((sum, byte, i) => sum + Math.abs(byte - digit[i]), 0);
  expect(difference / ink).toBeLessThan(0.1);
  expect(black.remark).toBe('it does not look like a digit');
  expect(two.remark).toBe('there is more than one object; only the largest is read');
  const text = await runWarm('mnist-eval model.json --image black.png');
  expect(text.stdout).toMatch(/^black\.png: \d {2}\(probability 0\.\d{4}\); but it does not look like a digit\n/);
});

test('mnist-eval --image reads the good files, and reports the bad ones at the end', async () => {
  const { code, stdout, stderr } = await runWarm(
    'mnist-eval model.json --image blank.png as-mnist.png none.png large.png --json',
  );
  expect(JSON.parse(stdout).images.map(({ file }: { file: string }) => file)).toEqual(['as-mnist.png', 'large.png']);
  expect(code).toBe(3);
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    'mnist-eval: IMAGE_BLANK: blank.png: the picture is blank, expected a digit',
    'none.png: no such file',
  ]);
});

describe('a mistake is reported in one sentence with a hint:', () => {
  const AGAIN = 'open it in an image program and save or export it once more';
  test.concurrent.each([
    [
      'a truncated JPEG',
      'photo.jpg',
      3,
      'IMAGE_TRUNCATED: photo.jpg: ends before its picture begins, the file is cut off',
      AGAIN,
    ],
    ['a missing file', 'none.png', 3, 'IMAGE_READ: none.png: no such file', 'give a PNG or JPEG file'],
    [
      'a blank picture',
      'blank.png',
      3,
      'IMAGE_BLANK: blank.png: the picture is blank, expected a digit',
      'draw it in a colour with a clear contrast to the paper, and leave a margin',
    ],
    [
      '--dataset',
      'large.png --dataset mnist',
      2,
      'USAGE: --dataset has no effect with --image, which classifies your own images',
      'leave out --dataset',
    ],
    [
      '--min-accuracy',
      'large.png --min-accuracy 0.9',
      2,
      'USAGE: --min-accuracy has no effect with --image, which classifies your own images',
      'leave out --min-accuracy',
    ],
    [
      '--report',
      'large.png --report report.html --run runs/other',
      2,
      'USAGE: --report has no effect with --image, which classifies your own images',
      'leave out --report',
    ],
    [
      '--run',
      'large.png --run runs/other',
      2,
      'USAGE: --run has no effect with --image, which classifies your own images',
      'leave out --run',
    ],
  ])('%s', async (_, words, code, says, hint) => {
    const ended = await runWarm(`mnist-eval model.json --image ${words}`);
    expect(ended).toEqual({ code, stdout: '', stderr: `mnist-eval: ${says}\n  hint: ${hint}\n` });
  });

  test.concurrent('a net for other image sizes', async () => {
    expect(await runWarm('mnist-eval small.json --image large.png')).toEqual({
      code: 5,
      stdout: '',
      stderr:
        'mnist-eval: MODEL_SHAPE: small.json: takes images of 4×4 pixels, --image needs square images of at least 8×8\n' +
        '  hint: train a model on such images, for example on mnist\n',
    });
  });

  test.concurrent.each([
    ['recorded', 'images of 12×20 pixels'],
    ['unknown', '240 pixels'],
  ])('a net for images that are not square, with a %s size', async (name, taken) => {
    const { code, stderr } = await runWarm(`mnist-eval ${name}.json --image large.png`);
    const sentence = `MODEL_SHAPE: ${name}.json: takes ${taken}, --image needs square images of at least 8×8\n`;
    expect([code, stderr]).toEqual([5, expect.stringContaining(sentence)]);
  });
});
