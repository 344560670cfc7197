import { type ConfigOverrides, resolveConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import type { TestSet } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';
import type { Model } from '../network/model-json.js';

/** Where to find the test images for a model: by default its own dataset, limited as it was in training. */
export function modelData({ training }: Model, overrides: ConfigOverrides, path: string): Config {
  if (overrides.dataset !== undefined) return resolveConfig({}, overrides, path);
  const { dataset, config } = training as { dataset?: { name?: unknown }; config?: { data?: { limit?: unknown } } };
  const facts = { dataset: dataset?.name ?? 'mnist', data: { limit: config?.data?.limit } };
  try {
    resolveConfig(facts, {}, path);
  } catch (error) {
    // What is wrong without any flag is the model's fault.
    throw error instanceof TrainerError ? new TrainerError('MODEL_VALUE', error.message, { cause: error }) : error;
  }
  return resolveConfig(facts, overrides, path);
}

/** Throws MODEL_SHAPE unless a model takes the images of a dataset and knows its classes. */
export function requireFit({ architecture }: Model, dataset: TestSet, path: string): void {
  const pixels = dataset.rows * dataset.columns;
  if (architecture.input === pixels && architecture.output === dataset.classes) return;
  throw new TrainerError(
    'MODEL_SHAPE',
    `${path}: takes ${architecture.input} pixels and knows ${architecture.output} classes, ` +
      `${dataset.name} has ${pixels} pixels and ${dataset.classes} classes`,
    { hint: 'evaluate it on the dataset it was trained on: --dataset NAME' },
  );
}
