import { resolveConfig } from '../config/load.js';
import type { Config, ConfigInput } from '../config/schema.js';
import type { TestSet } from '../dataset/dataset.js';
import { loadTestSet } from '../dataset/load.js';
import { createSimdEngine } from '../engine/simd/engine.js';
import { handled, TrainerError } from '../errors.js';
import type { NetFacts } from '../export/net-facts.js';
import { readModel } from '../export/read-model.js';
import { type View, viewFault } from '../image/views/views.js';
import type { Model } from '../network/model-json.js';
import { trainedNetwork } from '../network/network.js';
import type { Evaluated } from '../report/findings.js';
import { evaluate } from '../training/evaluation/evaluation.js';
import { loadSplit, viewedSplit } from '../training/training-data.js';
import { withClassesOf } from './known-classes.js';
import { loadOptions } from './load-data.js';
import type { Watch } from './observer.js';

/** A model and its evaluation. */
export interface EvaluatedModel extends Evaluated {
  readonly model: Model;
}

/**
 * Evaluates a model, by default on its own dataset. userFacts: see `readModel`. Throws the errors of `readModel` and
 * `loadTestSet`, and the reason of the signal.
 */
export async function evaluateModel(
  path: string,
  overrides: ConfigInput,
  watch: Watch,
  userFacts: NetFacts = {},
): Promise<EvaluatedModel> {
  const model = await readModel(path, userFacts);
  const loaded = await loadTestSet(loadOptions(modelData(model, overrides, path), watch));
  const testSet = withClassesOf(model, loaded, path);
  requireFit(model, testSet, path);
  const network = trainedNetwork(createSimdEngine(model.precision), model.architecture, model.parameters);
  const seen = viewedSplit(testSet.test, testSet, model.view);
  const split = loadSplit(network.engine, seen, testSet.rows * testSet.columns);
  const evaluation = await evaluate(network, split, (done, total) => {
    watch.observer.working('evaluate', done, total);
    watch.signal?.throwIfAborted();
  });
  return { model, network, testSet, split, view: model.view, evaluation };
}

/** The config of the test images: by default the model's own dataset, with the limit used in training. */
export function modelData({ training }: Model, overrides: ConfigInput, path: string): Config {
  if (overrides.dataset !== undefined) return resolveConfig({}, overrides, path);
  const { dataset, config } = training as { dataset?: { name?: unknown }; config?: { data?: { limit?: unknown } } };
  const facts = { dataset: dataset?.name ?? 'mnist', data: { limit: config?.data?.limit } };
  try {
    resolveConfig(facts, {}, path);
  } catch (error) {
    // no flag is involved, so the mistake is in the model file
    throw new TrainerError('MODEL_VALUE', handled(error, TrainerError).message, { cause: error });
  }
  return resolveConfig(facts, overrides, path);
}

/** Throws MODEL_SHAPE if the model does not fit the image size, the number of classes or the view. */
export function requireFit({ architecture, view }: Model, dataset: TestSet, path: string): void {
  const pixels = dataset.rows * dataset.columns;
  if (architecture.input === pixels && architecture.output === dataset.classes) {
    requireView(view, dataset.columns, path);
    return;
  }
  throw new TrainerError(
    'MODEL_SHAPE',
    `${path}: has ${architecture.input} inputs and ${architecture.output} classes, ` +
      `${dataset.name} has ${pixels} pixels and ${dataset.classes} classes`,
    { hint: 'evaluate it on the dataset it was trained on: --dataset NAME' },
  );
}

/** Throws MODEL_SHAPE if images with this number of columns cannot have the view of a model. */
export function requireView(view: View | undefined, columns: number, path: string): void {
  const fault = viewFault(view, columns);
  if (fault !== undefined) throw new TrainerError('MODEL_SHAPE', `${path}: ${fault}`);
}
