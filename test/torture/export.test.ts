import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES, type FormatName } from '../../src/export/formats.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import type { Model } from '../../src/network/model-json.js';
import { launchChromium, newPage, withoutChromium } from '../fixtures/chromium.js';
import {
  difference,
  exported,
  moduleOutputs,
  numpyOutputs,
  type Outputs,
  onnxOutputs,
  ourOutputs,
  pageOutputs,
  randomModel,
} from '../fixtures/foreign-predictions.js';
import { withoutNumpy } from '../fixtures/numpy.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { workplace } from '../fixtures/run-command.js';
import { PATIENCE, report, times } from './torture.js';

const { folder } = workplace();

const SHAPES = [[], [50], [50, 100]].flatMap((hidden) =>
  ACTIVATION_NAMES.slice(0, hidden.length === 0 ? 1 : undefined).map((activation) => ({ hidden, activation })),
);
const COUNT = 10_000;
/** Number of images; test/export tries every format on a few images at every change. */
const isTorture = times(0, 1) === 1;

/** Every test image of MNIST, read without our code. */
const testImages = () =>
  new Uint8Array(gunzipSync(readFileSync(`${REAL_MNIST}t10k-images-idx3-ubyte.gz`)).subarray(16, 16 + COUNT * 784));

describe.skipIf(!isTorture || withoutRealMnist())('exported nets on the real MNIST', () => {
  test.each(SHAPES)('predict the same: $hidden $activation', { timeout: PATIENCE }, async (shape) => {
    const model = randomModel(shape);
    const name = `${shape.hidden.join('-')}-${shape.activation}`; // Node imports each path only once
    const images = testImages();
    const ours = await ourOutputs(model, images);
    const entries = FORMAT_NAMES.map(async (format) => [format, await exported(folder, name, format, model)] as const);
    const paths = Object.fromEntries(await Promise.all(entries)) as Record<FormatName, string>;
    const others = await predictions(paths, model, images);
    let wrong = 0;
    for (const [reader, outputs] of Object.entries(others)) {
      const { most, otherDigits } = difference(outputs, ours);
      expect({ reader, otherDigits, isSame: most < 1e-6 }).toEqual({ reader, otherDigits: 0, isSame: true });
      wrong += otherDigits;
    }
    const injected = Object.keys(others).length * COUNT;
    report({ fault: 'an image that a net reads in another program', injected, survived: injected - wrong });
  });
});

async function predictions(paths: Record<FormatName, string>, model: Model, images: Uint8Array) {
  const outputs: Record<string, Outputs> = {
    onnxruntime: (await onnxOutputs(paths.onnx, images)).outputs,
    node: await moduleOutputs(paths.mjs, images),
  };
  if (!withoutNumpy()) {
    const arrays = [paths.npz, paths.pkl, paths.safetensors].map((path): [string, Model] => [path, model]);
    for (const [i, [npz, pkl, safetensors]] of numpyOutputs(folder, arrays, images).entries()) {
      Object.assign(outputs, { [`npz ${i}`]: npz, [`pkl ${i}`]: pkl, [`safetensors ${i}`]: safetensors });
    }
  }
  if (withoutChromium()) return outputs;
  const browser = await launchChromium();
  try {
    outputs.chromium = await pageOutputs(await newPage(browser), paths.mjs, images);
  } finally {
    await browser.close();
  }
  return outputs;
}
