import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exportText } from '../../../src/cli/text/export.js';
import { FORMATS, type FormatName } from '../../../src/export/formats.js';
import type { Model } from '../../../src/network/model-json.js';
import { randomModel } from '../../fixtures/foreign-predictions.js';

const MODEL = randomModel({ hidden: [2], activation: 'relu' });
const SQUARED = randomModel({ hidden: [2], activation: 'tanh', loss: 'mean-squared-error' });
const text = (format: FormatName, changes: Partial<Model>) =>
  exportText([`net.${format}`], { ...MODEL, ...changes }, FORMATS[format]);

beforeEach(() => void vi.stubEnv('npm_command', undefined));
afterEach(() => void vi.unstubAllEnvs());

const FACTS = 'the file holds only weights; its reader must also know: activation';
const NEXT = 'next:    mnist-eval net.npz';

test.each<[FormatName, string, Partial<Model>, string]>([
  [
    'npz',
    'a plain net',
    {},
    `${FACTS} relu, inputs are pixels / 255, softmax at the end\n${NEXT} --activation relu --scale 255\n`,
  ],
  [
    'npz',
    'a net without hidden layers',
    { architecture: { ...MODEL.architecture, hidden: [] } },
    `${NEXT} --scale 255\n`,
  ],
  [
    'npz',
    'squared errors',
    SQUARED,
    `${FACTS} tanh, inputs are pixels / 255, no softmax at the end\n${NEXT} --activation tanh --scale 255 --loss mean-squared-error\n`,
  ],
  [
    'npz',
    'classes with names, one of them hostile',
    { classes: ['cat', '\x1b[31mdog'] },
    `softmax at the end, classes cat, \\x1b[31mdog\n${NEXT} --activation relu --scale 255\n`,
  ],
  [
    'npz',
    'another dataset',
    { training: { dataset: { name: 'custom' } } },
    `${NEXT} --activation relu --scale 255 --dataset custom\n`,
  ],
  [
    'npz',
    'a hostile dataset',
    { training: { dataset: { name: 'a; rm\n-r' } } },
    `${NEXT} --activation relu --scale 255 --dataset 'a; rm\\x0a-r'\n`,
  ],
  ['npz', 'a view', { view: { width: 9 } }, `${NEXT} --activation relu --scale 255 --view width=9\n`],
  ['onnx', 'a float64 net', { precision: 'float64' }, 'written: net.onnx\nrounded: to float32\n'],
  ['onnx', 'a float32 net', {}, 'written: net.onnx\n'],
])('%s, of %s, is followed by what its reader must know', (format, _, changes, end) => {
  expect(text(format, changes).endsWith(end)).toBe(true);
});

test('the next command starts with npx if npx started this program', () => {
  vi.stubEnv('npm_command', 'exec');
  expect(text('safetensors', {})).toBe('written: net.safetensors\nnext:    npx mnist-eval net.safetensors\n');
});
