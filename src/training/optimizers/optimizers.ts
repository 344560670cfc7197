import type { Chosen, NumberKey } from '../../documents/choices.js';
import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { AdaGrad } from './ada-grad.js';
import { Adam } from './adam.js';
import { Momentum } from './momentum.js';
import { Nesterov } from './nesterov.js';
import type { Optimizer } from './optimizer.js';
import { RmsProp } from './rms-prop.js';
import { Sgd } from './sgd.js';

export interface OptimizerRow<Key extends string> {
  readonly keys: Readonly<Record<Key, NumberKey>>;
  create(engine: Engine, params: Parameters, settings: Readonly<Record<Key, number>>): Optimizer;
}

/** The part of something remembered that stays from step to step. */
const decay = (value: number, means: string) => ({ default: value, min: 0, below: 1, means }) as const;

const momentum = decay(0.9, 'what stays of the velocity');

/** Every optimizer; to add one is to add its row. */
export const OPTIMIZERS = {
  sgd: row({ keys: {}, create: (engine) => new Sgd(engine) }),
  momentum: row({
    keys: { momentum },
    create: (engine, params, { momentum }) => new Momentum(engine, params, momentum),
  }),
  nesterov: row({
    keys: { momentum },
    create: (engine, params, { momentum }) => new Nesterov(engine, params, momentum),
  }),
  adagrad: row({ keys: {}, create: (engine, params) => new AdaGrad(engine, params) }),
  rmsprop: row({
    keys: { decayRate: decay(0.99, 'what stays of the squared gradients') },
    create: (engine, params, { decayRate }) => new RmsProp(engine, params, decayRate),
  }),
  adam: row({
    keys: {
      beta1: decay(0.9, 'what stays of the gradients'),
      beta2: decay(0.999, 'what stays of the squared gradients'),
    },
    create: (engine, params, { beta1, beta2 }) => new Adam(engine, params, beta1, beta2),
  }),
};

/** An optimizer by the name and the numbers a config gives it. */
export type OptimizerSettings = Chosen<typeof OPTIMIZERS>;

export function createOptimizer(
  engine: Engine,
  params: Parameters,
  { name, ...numbers }: OptimizerSettings,
): Optimizer {
  const { create }: OptimizerRow<string> = OPTIMIZERS[name];
  return create(engine, params, numbers);
}

/** A row, its settings typed by its keys. */
function row<Key extends string>(row: OptimizerRow<Key>): OptimizerRow<Key> {
  return row;
}
