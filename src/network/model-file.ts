import { readFile, stat } from 'node:fs/promises';
import { TrainerError } from '../errors.js';
import { type Model, modelFromJson } from './model-json.js';

const MAX_BYTES = 64 * 2 ** 20;

/** Reads and checks a `model.json`: format, shapes, lengths, hash, finite values. Throws a TrainerError `MODEL_…`. */
export async function readModel(path: string): Promise<Model> {
  return modelFromJson(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  const hint = 'give the model.json that a training run wrote, for example runs/quickstart/model.json';
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new TrainerError('MODEL_READ', `${path}: not a regular file`, { hint });
    if (info.size > MAX_BYTES) {
      throw new TrainerError('MODEL_TOO_LARGE', `${path}: ${info.size} bytes, limit ${MAX_BYTES}`, { hint });
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof TrainerError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'permission denied' : String(code);
    throw new TrainerError('MODEL_READ', `${path}: ${reason}`, { hint, cause: error });
  }
}
