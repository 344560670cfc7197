import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.js';
import { TrainerError } from '../errors.js';

/**
 * The model files that paths name: a file as it is, a run's folder by its model.json, a folder of several seeds by the
 * model of each. Throws MODEL_READ for a folder without any.
 */
export async function modelPaths(paths: readonly string[]): Promise<string[]> {
  return (await Promise.all(paths.map(modelsOf))).flat();
}

async function modelsOf(path: string): Promise<string[]> {
  if (!isFolder(path)) return [path];
  const own = join(path, 'model.json');
  if (existsSync(own)) return [own];
  const config = join(path, 'config.json');
  const { seeds = [] } = existsSync(config) ? await loadConfig(config) : {};
  if (seeds.length > 0) return seeds.map((seed) => join(path, `seed-${seed}`, 'model.json'));
  throw new TrainerError('MODEL_READ', `${path}: a folder without a model.json`, {
    hint: 'give a model.json, or the folder that a finished training run wrote, for example runs/quickstart',
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // reading it tells why
  }
}
