import { tooManyParameters } from '../config/parameter-limit.js';
import type { Config } from '../config/schema.js';
import type { DatasetShape } from '../dataset/dataset.js';
import type { Engine } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import { Distillation } from '../layers/distillation.js';
import { LOSSES } from '../layers/losses.js';
import { Network } from '../network/network.js';

/** Creates the net of a config for a dataset; its parameters are still 0. */
export function createNetwork(config: Config, dataset: DatasetShape, engine: Engine): Network {
  const loss = LOSSES[config.loss];
  const architecture = {
    input: dataset.rows * dataset.columns,
    hidden: config.hidden,
    output: dataset.classes,
    activation: config.activation,
    ...(!loss.hasProbabilities && { loss: config.loss }),
  };
  const { input, hidden, output } = architecture;
  const problem = tooManyParameters([input, ...hidden, output], config.precision);
  if (problem !== undefined) {
    const text = `hidden: with images of ${input} pixels and ${output} classes, ${problem}`;
    throw new TrainerError('CONFIG_MEMORY', text, { hint: 'use fewer hidden units, or smaller images' });
  }
  const labels = loss.create(engine, config.labelSmoothing ?? 0);
  const lastLayer = config.distill ? new Distillation(engine, labels, config.distill) : labels;
  const dropout = { ratio: config.dropout ?? 0, seed: config.seed };
  return new Network(engine, architecture, { lastLayer, weightDecay: config.weightDecay, dropout });
}
