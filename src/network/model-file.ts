import { TrainerError } from '../errors.js';
import { FileTooLargeError, fileReason, readTextFile } from '../files/read-file.js';
import { type Model, modelFromJson } from './model-json.js';

const MAX_BYTES = 64 * 2 ** 20;

/** Reads and checks a `model.json`: format, shapes, lengths, hash, finite values. Throws a TrainerError `MODEL_…`. */
export async function readModel(path: string): Promise<Model> {
  return modelFromJson(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readTextFile(path, MAX_BYTES);
  } catch (error) {
    const code = error instanceof FileTooLargeError ? 'MODEL_TOO_LARGE' : 'MODEL_READ';
    throw new TrainerError(code, `${path}: ${fileReason(error)}`, {
      hint: 'give the model.json that a training run wrote, for example runs/quickstart/model.json',
      cause: error,
    });
  }
}
