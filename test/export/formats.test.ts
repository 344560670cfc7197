import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../../src/export/formats.js';
import { readModel } from '../../src/export/read-model.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import type { Model } from '../../src/network/model-json.js';
import { Philox } from '../../src/random/philox.js';
import { launchChromium, newPage, withoutChromium } from '../fixtures/chromium.js';
import {
  difference,
  exported,
  moduleOutputs,
  type NetShape,
  numpyOutputs,
  type Outputs,
  onnxOutputs,
  ourOutputs,
  pageOutputs,
  randomModel,
} from '../fixtures/foreign-predictions.js';
import { withoutNumpy } from '../fixtures/numpy.js';
import { workplace } from '../fixtures/run-command.js';

const { folder } = workplace();

const SHAPES: readonly NetShape[] = [
  ...ACTIVATION_NAMES.map((activation, i) => ({ hidden: [[5], [5, 4]][i % 2], activation })),
  { hidden: [], activation: 'relu' },
  { hidden: [5], activation: 'tanh', loss: 'mean-squared-error' },
  { hidden: [5], activation: 'sigmoid', precision: 'float64' },
];
const nets = SHAPES.map((shape) => ({
  name: Object.values(shape).join('-').replaceAll(',', '-'),
  model: randomModel(shape),
}));
const random = new Philox(3, 0);
const images = Uint8Array.from({ length: 20 * 784 }, () => Math.max(0, random.integer(500) - 244));
const ours: Outputs[] = [];
const paths = new Map<string, string>();
const pathOf = (format: FormatName, name: string) => paths.get(`${format} ${name}`) as string;

beforeAll(async () => {
  for (const { name, model } of nets) {
    ours.push(await ourOutputs(model, images));
    for (const format of FORMAT_NAMES) paths.set(`${format} ${name}`, await exported(folder, name, format, model));
  }
});
afterAll(() => paths.clear());

const SAME = 1e-6;

function expectSame(outputs: Outputs, i: number): void {
  const { most, otherDigits } = difference(outputs, ours[i]);
  expect(otherDigits).toBe(0);
  expect(most).toBeLessThan(SAME);
}

describe.each(nets.map(({ name, model }, i) => [name, model, i] as const))('%s', (name, model, i) => {
  test('onnxruntime predicts the same, and gives the scores', async () => {
    const { outputs, scores } = await onnxOutputs(pathOf('onnx', name), images);
    expectSame(outputs, i);
    expect(difference(outputs, scores).otherDigits).toBe(0);
  });

  test('the module predicts the same', async () => {
    expectSame(await moduleOutputs(pathOf('mjs', name), images), i);
  });

  test.each(['npz', 'pkl', 'safetensors'] as const)('%s is read back bit for bit', async (format) => {
    const { activation, loss } = model.architecture;
    const kind = loss === 'mean-squared-error' ? loss : undefined;
    const again = await readModel(pathOf(format, name), { activation, scale: 255, loss: kind });
    const { training, ...rest } = model;
    expect(again).toEqual({ ...rest, training: FORMATS[format].isWhole ? training : {} });
  });
});

describe.skipIf(withoutNumpy())('NumPy', () => {
  test('predicts the same with every net in npz, pkl and safetensors', () => {
    const formats = ['npz', 'pkl', 'safetensors'] as const;
    const files = formats.flatMap((format) =>
      nets.map(({ name, model }): [string, Model] => [pathOf(format, name), model]),
    );
    for (const ofFiles of numpyOutputs(folder, files, images)) {
      expect(ofFiles).toHaveLength(files.length);
      for (const [i, outputs] of ofFiles.entries()) expectSame(outputs, i % nets.length);
    }
  });
});

describe.skipIf(withoutChromium())('a browser', () => {
  test('predicts the same with the module', async () => {
    const browser = await launchChromium();
    try {
      const page = await newPage(browser);
      for (const [i, { name }] of nets.entries()) {
        expectSame(await pageOutputs(page, pathOf('mjs', name), images), i);
      }
    } finally {
      await browser.close();
    }
  });
});

test('the same model gives the same bytes', async () => {
  const [{ name, model }] = nets;
  for (const format of FORMAT_NAMES) {
    const again = await exported(`${folder}/again`, name, format, model);
    expect(readFileSync(again).equals(readFileSync(pathOf(format, name)))).toBe(true);
  }
});
