import { assign, type NdArray, type Precision, zeros } from '../array.js';
import { TrainerError } from '../errors.js';
import { viewFault } from '../image/views/views.js';
import { imageSize } from '../network/image-size.js';
import type { Model } from '../network/model-json.js';
import { areProbabilities } from '../network/outputs.js';
import { EXPORTED_ACTIVATIONS } from './activations.js';
import { viewFunction } from './javascript-view.js';
import { metadataOf } from './metadata.js';

/**
 * A plain JavaScript module without imports that predicts in browsers and Node. It uses the model's precision and adds in the
 * same order as the engines: its scores equal theirs, except for the last bit of an exponential.
 */
export function moduleText(model: Model): string {
  const { architecture, classes, view, parameters, precision } = model;
  const { input, hidden, output, activation } = architecture;
  const what = areProbabilities(architecture) ? 'probabilities' : 'outputs';
  const layers = Array.from({ length: hidden.length + 1 }, (_, i) => {
    const [W, b] = [parameters[`W${i + 1}`], parameters[`b${i + 1}`]];
    return `  { W: ${floats(W, precision)}, b: ${floats(b, precision)} },`;
  });
  const FloatArray = precision === 'float32' ? 'Float32Array' : 'Float64Array';
  const product = precision === 'float32' ? 'Math.fround(x[i] * W[i * b.length + j])' : 'x[i] * W[i * b.length + j]';
  return `// Written by mnist-train: a net of ${[input, ...hidden, output].join('-')}${hidden.length > 0 ? ` with ${activation}` : ''}.
// ${JSON.stringify(metadataOf(model)).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}

/** The name of each class, in the order of the ${what}. */
export const classes = ${JSON.stringify(classes)};

/** The ${what} of an image, given as ${input} bytes, row by row: 0 is background, 255 is ink. */
export function predict(bytes) {
  return ${areProbabilities(architecture) ? 'softmax(scores(bytes))' : 'scores(bytes)'};
}

/** The outputs of the last layer${areProbabilities(architecture) ? ', before softmax' : ''}. */
export function scores(bytes) {
  if (bytes.length !== ${input}) throw new RangeError(\`expected ${input} bytes, got \${bytes.length}\`);
  let x = Array.from(${view ? 'applyView(bytes)' : 'bytes'}, (byte) => Math.fround(byte / 255));
  LAYERS.forEach((layer, i) => {
    x = affine(x, layer, i === 0 ? [0, ${input >> 1}, ${input}] : [0, x.length]);
    if (i < LAYERS.length - 1) x = x.map(activate);
  });
  return Array.from(x);
}
${view ? viewFunction(view, columnsOf(model)) : ''}
/** y = x W + b, summed in the same parts of x as mnist-train, to give the same bits. */
function affine(x, { W, b }, parts) {
  const y = new ${FloatArray}(b.length);
  for (let part = 1; part < parts.length; part++) {
    const sum = new ${FloatArray}(b.length);
    for (let i = parts[part - 1]; i < parts[part]; i++) {
      if (x[i] === 0) continue;
      for (let j = 0; j < b.length; j++) sum[j] += ${product};
    }
    for (let j = 0; j < b.length; j++) y[j] += sum[j];
  }
  return y.map((sum, j) => sum + b[j]);
}

function activate(x) {
  return ${EXPORTED_ACTIVATIONS[activation].js};
}
${
  areProbabilities(architecture)
    ? `
function softmax(s) {
  const most = Math.max(...s);
  const powers = s.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}
`
    : ''
}
/** Little-endian floats in base64. */
function floats(text) {
  const view = new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const bytes = ${FloatArray}.BYTES_PER_ELEMENT;
  return ${FloatArray}.from({ length: view.byteLength / bytes }, (_, i) => view.get${precision.replace('f', 'F')}(bytes * i, true));
}

const LAYERS = [
${layers.join('\n')}
];
`;
}

/** Throws MODEL_SHAPE if the size of the model's images is unknown, or too small for its view. */
function columnsOf(model: Model): number {
  const size = imageSize(model);
  const unknown = `images of ${model.architecture.input} pixels have an unknown number of columns`;
  const fault = size ? viewFault(model.view, size.columns) : unknown;
  if (size && fault === undefined) return size.columns;
  throw new TrainerError('MODEL_SHAPE', `the view of the model: ${fault}`);
}

function floats(array: NdArray, precision: Precision): string {
  const values = zeros(array.shape, precision);
  assign(values, array);
  return `floats('${Buffer.from(values.data.buffer).toString('base64')}')`;
}

/** TypeScript declarations of the module. */
export function declarationsText({ architecture }: Model): string {
  const what = areProbabilities(architecture) ? 'probabilities' : 'outputs';
  return `/** The name of each class, in the order of the ${what}. */
export declare const classes: readonly string[];
/** The ${what} of an image, given as ${architecture.input} bytes, row by row: 0 is background, 255 is ink. */
export declare function predict(bytes: ArrayLike<number>): number[];
/** The outputs of the last layer${areProbabilities(architecture) ? ', before softmax' : ''}. */
export declare function scores(bytes: ArrayLike<number>): number[];
`;
}
