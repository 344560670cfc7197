import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { NdArray, Precision } from '../array.js';
import { parseJsonDocument, readStored, StoredFault } from '../documents/json-document.js';
import { integer } from '../documents/numbers.js';
import { printable, shown } from '../documents/problem.js';
import { handled, TrainerError } from '../errors.js';
import { FileFault, fileReason, readTextFile } from '../files/read-file.js';
import type { View } from '../image/views/views.js';
import { ACTIVATION_NAMES } from '../layers/activations.js';
import { LOSS_NAMES } from '../layers/losses.js';
import type { Architecture, Network, Parameters } from './network.js';
import { requireFinite, restoreArray, storeArrays, storedArray } from './stored-arrays.js';
import { viewSchema } from './view-schema.js';

const MAX_BYTES = 64 * 2 ** 20;
const MAX_UNITS = 4096;
/** Upper limit in the schema. A file of MAX_BYTES has room for fewer inputs. */
const MAX_INPUT = 64 * 2 ** 20;

/** Facts about the run that made a model. Equal runs must have equal facts. */
export type TrainingFacts = Record<string, unknown>;

export interface Model {
  readonly architecture: Architecture;
  readonly classes: readonly string[];
  /** Preprocessing of the images. */
  readonly view?: View | undefined;
  readonly training: TrainingFacts;
  readonly precision: Precision;
  readonly parameters: Parameters;
  /** SHA-256 (hex) of the parameters' bytes, in the order W1, b1, W2, b2 … */
  readonly sha256: string;
}

const units = integer(1, MAX_UNITS);
export const architectureSchema = z.strictObject({
  input: integer(1, MAX_INPUT),
  hidden: z.array(units).max(16, 'a list of at most 16 layer sizes'),
  output: units,
  activation: z.enum(ACTIVATION_NAMES),
  loss: z.enum(LOSS_NAMES).optional(),
});
const schema = z.strictObject({
  format: z.literal('mnist-train-model'),
  version: z.literal(1),
  architecture: architectureSchema,
  input: z.strictObject({ scale: z.literal(255), view: viewSchema.optional() }),
  classes: z.array(z.string()),
  training: z.record(z.string(), z.unknown()),
  parameters: z.record(z.string(), storedArray),
  sha256: z.string(),
});

/**
 * The text of a `model.json`: equal parameters and facts give the same text. classNames: by default the class numbers;
 * view: of the images the net was trained on. Throws MODEL_VALUE if a parameter is not finite.
 */
export function modelToJson(
  network: Network,
  training: TrainingFacts,
  classNames?: readonly string[],
  view?: View,
): string {
  const { architecture, params } = network;
  checked('model', () => {
    for (const [name, array] of Object.entries(params)) requireFinite(name, array);
  });
  const { stored, sha256 } = storeArrays(params);
  const { input, hidden, output, activation, loss } = architecture;
  const model: z.input<typeof schema> = {
    format: 'mnist-train-model',
    version: 1,
    architecture: { input, hidden: [...hidden], output, activation, ...(loss && { loss }) },
    input: { scale: 255, ...(view && { view }) },
    classes: Array.from({ length: output }, (_, k) => classNames?.[k] ?? String(k)),
    training,
    parameters: stored,
    sha256,
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** Reads and checks a `model.json`: format, shapes, lengths, hash, finite values. Throws a TrainerError `MODEL_…`. */
export async function readModelJson(path: string): Promise<Model> {
  const text = await readTextFile(path, MAX_BYTES).catch((error) => {
    const isTooLarge = error instanceof FileFault && error.fault === 'TOO_LARGE';
    throw new TrainerError(isTooLarge ? 'MODEL_TOO_LARGE' : 'MODEL_READ', `${path}: ${fileReason(error)}`, {
      hint: 'give the model.json that a training run wrote, for example runs/quickstart/model.json',
      cause: error,
    });
  });
  return modelFromJson(text, path);
}

/** Reads the text of a model file. path: the name in errors. Throws MODEL_…. */
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
  if (extra !== undefined) throw invalid('MODEL_KEY', path, `unexpected parameter ${shown(extra)}`);
  if (file.classes.length !== architecture.output) {
    const text = `classes: ${file.classes.length} names, the architecture has ${architecture.output} outputs`;
    throw invalid('MODEL_SHAPE', path, text);
  }

  const hash = createHash('sha256');
  const parameters: Record<string, NdArray> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const stored = file.parameters[name];
    if (!stored) throw invalid('MODEL_KEY', path, `parameter ${name} is missing`);
    const { array, bytes } = checked(path, () => {
      const restored = restoreArray(name, shape, stored);
      requireFinite(name, restored.array);
      return restored;
    });
    hash.update(bytes);
    parameters[name] = array;
  }
  if (hash.digest('hex') !== file.sha256) {
    throw invalid('MODEL_HASH', path, 'the parameters do not match their SHA-256; the file is damaged');
  }
  const precision = Object.values(file.parameters).some(({ dtype }) => dtype === 'float64') ? 'float64' : 'float32';
  const { classes, input, training, sha256 } = file;
  return { architecture, classes, ...(input.view && { view: input.view }), training, precision, parameters, sha256 };
}

function parse(text: string, path: string): z.output<typeof schema> {
  const json = checked(path, () => parseJsonDocument(text));
  const { format, version } = (json ?? {}) as Record<string, unknown>;
  if (format === 'mnist-train-checkpoint') {
    throw new TrainerError('MODEL_FORMAT', `${path}: this is a checkpoint, expected a model.json`, {
      hint: `mnist-train --resume ${dirname(path)} continues that run`,
    });
  }
  if (format !== 'mnist-train-model') {
    const got = format === undefined ? 'is missing' : `is ${shown(format)}`;
    throw invalid('MODEL_FORMAT', path, `field "format" ${got}, expected "mnist-train-model"`);
  }
  if (typeof version === 'number' && version > 1) {
    throw invalid('MODEL_VERSION', path, `version ${version} is newer than this program supports (1)`);
  }
  if (Object.hasOwn(Object((json as { parameters?: unknown }).parameters), '__proto__')) {
    throw invalid('MODEL_KEY', path, 'unexpected parameter "__proto__"'); // zod's records ignore this key
  }
  return checked(path, () => readStored(schema, json));
}

function checked<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { reason, message } = handled(error, StoredFault);
    throw invalid(`MODEL_${reason}`, path, message);
  }
}

function invalid(code: `MODEL_${string}`, path: string, message: string): TrainerError {
  return new TrainerError(code, printable(`${path}: ${message}`), {
    hint: 'train the model again, or fetch an undamaged copy',
  });
}
