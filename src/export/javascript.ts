import { copy, type NdArray } from '../array.js';
import type { Model } from '../network/model-json.js';
import { areProbabilities } from '../network/outputs.js';
import { EXPORTED_ACTIVATIONS } from './activations.js';
import { metadataOf } from './metadata.js';

/**
 * A module of plain JavaScript that predicts, for browsers and Node, without imports. It computes in float64 with the
 * weights as they are.
 */
export function moduleText(model: Model): string {
  const { architecture, classes, parameters } = model;
  const { input, hidden, output, activation } = architecture;
  const what = areProbabilities(architecture) ? 'probabilities' : 'outputs';
  const layers = Array.from({ length: hidden.length + 1 }, (_, i) => {
    const [W, b] = [parameters[`W${i + 1}`], parameters[`b${i + 1}`]];
    return `  { inputs: ${W.shape[0]}, outputs: ${W.shape[1]}, W: ${floats(W)}, b: ${floats(b)} },`;
  });
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
  let x = Float64Array.from(bytes, (byte) => byte / 255);
  LAYERS.forEach((layer, i) => {
    x = affine(x, layer);
    if (i < LAYERS.length - 1) x = x.map(activate);
  });
  return Array.from(x);
}

/** y = x W + b */
function affine(x, { inputs, outputs, W, b }) {
  const y = Float64Array.from(b);
  for (let i = 0; i < inputs; i++) {
    if (x[i] === 0) continue;
    for (let j = 0; j < outputs; j++) y[j] += x[i] * W[i * outputs + j];
  }
  return y;
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
function floats(bits, text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: (8 * bytes.length) / bits }, (_, i) =>
    bits === 32 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true),
  );
}

const LAYERS = [
${layers.join('\n')}
];
`;
}

function floats(array: NdArray): string {
  const { data } = copy(array);
  return `floats(${8 * data.BYTES_PER_ELEMENT}, '${Buffer.from(data.buffer).toString('base64')}')`;
}

/** The types of that module. */
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
