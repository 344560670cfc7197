import { createHash } from 'node:crypto';
import ndarray from 'ndarray';
import { z } from 'zod';
import { type FloatArray, type NdArray, type Precision, values } from '../array.js';
import { TrainerError } from '../errors.js';
import type { Architecture, Network, Parameters } from './network.js';

const MAX_UNITS = 4096;

/** What is known of the run that made a model; nothing in it may differ between equal runs. */
export type TrainingFacts = Record<string, unknown>;

export interface Model {
  readonly architecture: Architecture;
  readonly classes: readonly string[];
  readonly training: TrainingFacts;
  readonly precision: Precision;
  readonly parameters: Parameters;
}

const units = z.int().min(1).max(MAX_UNITS);
const schema = z.strictObject({
  format: z.literal('mnist-train-model'),
  version: z.literal(1),
  architecture: z.strictObject({
    input: units,
    hidden: z.array(units).max(16),
    output: units,
    activation: z.enum(['relu', 'sigmoid']),
  }),
  input: z.strictObject({ scale: z.literal(255) }),
  classes: z.array(z.string()),
  training: z.record(z.string(), z.unknown()),
  parameters: z.record(
    z.string(),
    z.strictObject({
      shape: z.array(z.int().min(1)).min(1).max(2),
      dtype: z.enum(['float32', 'float64']),
      data: z.string(),
    }),
  ),
  sha256: z.string(),
});

/** The text of a `model.json`: identical for identical parameters and facts. Throws MODEL_VALUE if one is not finite. */
export function modelToJson(network: Network, training: TrainingFacts): string {
  const { architecture, params, engine } = network;
  const hash = createHash('sha256');
  const parameters: Record<string, unknown> = {};
  for (const [name, array] of Object.entries(params)) {
    requireFinite(name, array.shape, values(array));
    const data = engine.precision === 'float32' ? Float32Array.from(values(array)) : Float64Array.from(values(array));
    const bytes = Buffer.from(data.buffer);
    hash.update(bytes);
    parameters[name] = { shape: array.shape, dtype: engine.precision, data: bytes.toString('base64') };
  }
  const { input, hidden, output, activation } = architecture;
  const model: z.input<typeof schema> = {
    format: 'mnist-train-model',
    version: 1,
    architecture: { input, hidden: [...hidden], output, activation },
    input: { scale: 255 },
    classes: Array.from({ length: output }, (_, k) => String(k)),
    training,
    parameters: parameters as z.input<typeof schema>['parameters'],
    sha256: hash.digest('hex'),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

export function modelFromJson(text: string, path: string): Model {
  const file = parse(text, path);
  const { architecture } = file;
  const sizes = [architecture.input, ...architecture.hidden, architecture.output];
  const shapes: Record<string, number[]> = {};
  for (let i = 1; i < sizes.length; i++) {
    shapes[`W${i}`] = [sizes[i - 1], sizes[i]];
    shapes[`b${i}`] = [sizes[i]];
  }
  const extra = Object.keys(file.parameters).find((name) => !Object.hasOwn(shapes, name));
  if (extra) throw invalid('MODEL_KEY', path, `unexpected parameter ${JSON.stringify(extra)}`);

  const hash = createHash('sha256');
  const parameters: Record<string, NdArray> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const stored = file.parameters[name];
    if (!stored) throw invalid('MODEL_KEY', path, `parameter ${name} is missing`);
    if (stored.shape.join() !== shape.join()) {
      throw invalid('MODEL_SHAPE', path, `${name} is [${stored.shape}], the architecture needs [${shape}]`);
    }
    const bytes = decode(stored.data, name, stored.dtype, shape, path);
    hash.update(bytes);
    const data = stored.dtype === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
    requireFinite(name, shape, data, path);
    parameters[name] = ndarray<FloatArray>(data, shape);
  }
  if (hash.digest('hex') !== file.sha256) {
    throw invalid('MODEL_HASH', path, 'the parameters do not match their SHA-256; the file is damaged');
  }
  const precision = Object.values(file.parameters).some(({ dtype }) => dtype === 'float64') ? 'float64' : 'float32';
  return { architecture, classes: file.classes, training: file.training, precision, parameters };
}

function parse(text: string, path: string): z.output<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const position = / at position (\d+)/.exec(String(error))?.[1];
    const cut = position === undefined ? /end of JSON/.test(String(error)) : Number(position) === text.length;
    throw invalid(
      'MODEL_SYNTAX',
      path,
      cut ? `ends at byte ${Buffer.byteLength(text)}; the file is cut off` : `not JSON`,
    );
  }
  const { format, version } = (json ?? {}) as Record<string, unknown>;
  if (format !== 'mnist-train-model') {
    const got = format === undefined ? 'is missing' : `is ${JSON.stringify(format)?.slice(0, 60)}`;
    throw invalid('MODEL_FORMAT', path, `field "format" ${got}, expected "mnist-train-model"`);
  }
  if (typeof version === 'number' && version > 1) {
    throw invalid('MODEL_VERSION', path, `version ${version} is newer than this program supports (1)`);
  }
  if (Object.hasOwn(Object((json as { parameters?: unknown }).parameters), '__proto__')) {
    throw invalid('MODEL_KEY', path, 'unexpected parameter "__proto__"'); // zod's records pass over it
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid('MODEL_VALUE', path, `${issue.path.join('.') || 'the file'}: ${issue.message}`);
}

/** The bytes of one parameter, in memory of their own so that they can be viewed as floats. */
function decode(base64: string, name: string, dtype: Precision, shape: number[], path: string): Buffer<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1) * (dtype === 'float32' ? 4 : 8);
  const wanted = `shape ${shape.join('×')} ${dtype} needs ${size}`;
  if (base64.length !== 4 * Math.ceil(size / 3)) {
    const length = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
    throw invalid('MODEL_DATA', path, `${name} has ${length} bytes, ${wanted}`);
  }
  const bytes = Buffer.alloc(size);
  const written = bytes.write(base64, 'base64');
  if (written !== size || bytes.toString('base64') !== base64) {
    throw invalid('MODEL_DATA', path, `${name} is not valid base64, ${wanted} bytes`);
  }
  return bytes as Buffer<ArrayBuffer>;
}

function requireFinite(name: string, shape: number[], data: Iterable<number>, path = 'model'): void {
  let place = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) {
      const index = shape.length === 1 ? [place] : [Math.floor(place / shape[1]), place % shape[1]];
      throw invalid('MODEL_VALUE', path, `${name}[${index}] is ${value}, expected a finite number`);
    }
    place++;
  }
}

function invalid(code: `MODEL_${string}`, path: string, message: string): TrainerError {
  return new TrainerError(code, `${path}: ${message}`, { hint: 'train the model again, or fetch an undamaged copy' });
}
