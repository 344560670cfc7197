import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { isFolder } from '../files/is-folder.js';
import { mapConcurrently } from '../files/map-concurrently.js';
import { shellWords } from '../files/shell-words.js';

/**
 * The model files that paths stand for: a file stands for itself, the folder of a run for its model.json, a folder of
 * several runs for the model of each run. Throws MODEL_READ for a folder without a model, or without one of the models.
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
  const models = runs.map(({ name }) => join(path, name, 'model.json'));
  const missing = models.find((model) => !existsSync(model));
  if (missing !== undefined && models.some((model) => existsSync(model))) {
    throw new TrainerError('MODEL_READ', `${missing}: no such file, because the runs in ${path} are not finished`, {
      hint: `mnist-train --resume ${shellWords(path)}`,
    });
  }
  if (models.length > 0) return models;
  throw new TrainerError('MODEL_READ', `${path}: a folder without a model.json`, {
    hint: 'give a model.json, or the folder that a finished training run wrote, for example runs/quickstart',
  });
}
