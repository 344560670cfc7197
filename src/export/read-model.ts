import { StoredFault } from '../documents/json-document.js';
import { printable } from '../documents/problem.js';
import { TrainerError } from '../errors.js';
import { FileFault, fileReason, readRegularFile } from '../files/read-file.js';
import { ACTIVATION_NAMES } from '../layers/activations.js';
import { type Model, readModelJson } from '../network/model-json.js';
import { type ExportFormat, FORMATS, formatOf } from './formats.js';
import { modelOf, UnknownFacts } from './model-file.js';
import type { NetFacts } from './net-facts.js';

const MAX_BYTES = 64 * 2 ** 20;

const HINTS: Readonly<Record<keyof NetFacts, string>> = {
  activation: `--activation NAME (in a config activation: NAME), one of ${ACTIVATION_NAMES.join(', ')}; the book's nets have sigmoid or relu`,
  scale:
    '--scale 255 (in a config init: { scale: 255 }) if its inputs were pixels / 255, --scale 1 if they were the bytes themselves',
  loss: '--loss NAME',
  view: '--view NAME',
};

/**
 * Reads and checks a model.json, .npz, .pkl or .safetensors, by the file's extension. `userFacts` describe a file that holds only
 * weights. Throws a TrainerError `MODEL_…`, or USAGE if a fact is missing.
 */
export async function readModel(path: string, userFacts: NetFacts = {}): Promise<Model> {
  const name = formatOf(path);
  try {
    if (name === undefined) return await readModelJson(path);
    const format: ExportFormat = FORMATS[name];
    if (!format.read) throw onlyWritten(path, format.title);
    return modelOf(await format.read(await contentOf(path)), userFacts);
  } catch (error) {
    if (error instanceof StoredFault) {
      throw new TrainerError(`MODEL_${error.reason}`, printable(`${path}: ${error.message}`), { hint: hintFor(error) });
    }
    if (!(error instanceof UnknownFacts)) throw error;
    throw new TrainerError('USAGE', `${path}: ${error.message}`, {
      hint: error.names.map((fact) => HINTS[fact]).join('; '),
    });
  }
}

function onlyWritten(path: string, title: string): TrainerError {
  const readable = Object.values<ExportFormat>(FORMATS).flatMap(({ read, endings }) => (read ? endings[0] : []));
  return new TrainerError('MODEL_FORMAT', `${path}: ${title} files can be written but not read`, {
    hint: `give the model.json it was exported from, or a ${readable.join(', ')} file`,
  });
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, MAX_BYTES);
  } catch (error) {
    const isTooLarge = error instanceof FileFault && error.fault === 'TOO_LARGE';
    throw new TrainerError(isTooLarge ? 'MODEL_TOO_LARGE' : 'MODEL_READ', `${path}: ${fileReason(error)}`, {
      hint: 'give the model file that another program saved',
      cause: error,
    });
  }
}

function hintFor({ reason }: StoredFault): string {
  if (reason === 'DATA' || reason === 'SYNTAX') return 'get an undamaged copy, or save the arrays again';
  return 'save W1, b1, W2, b2 … of a fully connected net, of shapes (in, out) and (out,)';
}
