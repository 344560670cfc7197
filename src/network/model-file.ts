import { TrainerError } from '../errors.js';
import { FileFault, fileReason, readTextFile } from '../files/read-file.js';
import { type Model, modelFromJson } from './model-json.js';

const MAX_BYTES = 64 * 2 ** 20;

/** Reads and checks a `model.json`: format, shapes, lengths, hash, finite values. Throws a TrainerError `MODEL_…`. */
export async function readModel(path: string): Promise<Model> {
  const text = await readTextFile(path, MAX_BYTES).catch((error) => {
    const isTooLarge = error instanceof FileFault && error.fault === 'TOO_LARGE';
    throw new TrainerError(isTooLarge ? 'MODEL_TOO_LARGE' : 'MODEL_READ', `${path}: ${fileReason(error)}`, {
      hint: 'give the model.json that a training run wrote, for example runs/quickstart/model.json',
      cause: error,
    });
  });
  return modelFromJson(text, path);
}
