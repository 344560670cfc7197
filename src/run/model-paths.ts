import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { isFolder } from '../files/is-folder.js';
import { mapConcurrently } from '../files/map-concurrently.js';

/**
 * The model files that paths stand for: a file stands for itself, the folder of a run for its model.json, a folder of
 * several runs for the model of each run. Throws MODEL_READ for a folder without a model.
 */
export async function modelPaths(paths: readonly string[]): Promise<string[]> {
  return (await mapConcurrently(paths, modelsOf)).flat();
}

async function modelsOf(path: string): Promise<string[]> {
  if (!isFolder(path)) return [path]; // reading the file reports what is wrong with it
  const own = join(path, 'model.json');
  if (existsSync(own)) return [own];
  const config = join(path, 'config.json');
  const { runs = [] }: Partial<Config> = existsSync(config) ? await loadConfig(config) : {};
  if (runs.length > 0) return runs.map(({ name }) => join(path, name, 'model.json'));
  throw new TrainerError('MODEL_READ', `${path}: a folder without a model.json`, {
    hint: 'give a model.json, or the folder that a finished training run wrote, for example runs/quickstart',
  });
}
