import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.js';
import { TrainerError } from '../errors.js';
import { seedFolder } from './seeds/results.js';

/**
 * The model files of some paths: a file is one itself, the folder of a run has its model.json, a folder of several seeds
 * has the model of each seed. Throws MODEL_READ for a folder without a model.
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
  if (seeds.length > 0) return seeds.map((seed) => join(seedFolder(path, seed), 'model.json'));
  throw new TrainerError('MODEL_READ', `${path}: a folder without a model.json`, {
    hint: 'give a model.json, or the folder that a finished training run wrote, for example runs/quickstart',
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // reading the file reports the reason
  }
}
