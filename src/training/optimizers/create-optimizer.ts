import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { AdaGrad } from './ada-grad.js';
import { Adam } from './adam.js';
import { Momentum } from './momentum.js';
import { Nesterov } from './nesterov.js';
import type { Optimizer } from './optimizer.js';
import { RmsProp } from './rms-prop.js';
import { Sgd } from './sgd.js';

/** An optimizer by the name and the numbers a config gives it. */
export type OptimizerSettings =
  | { readonly name: 'sgd' | 'adagrad' }
  | { readonly name: 'momentum' | 'nesterov'; readonly momentum: number }
  | { readonly name: 'rmsprop'; readonly decayRate: number }
  | { readonly name: 'adam'; readonly beta1: number; readonly beta2: number };

export function createOptimizer(engine: Engine, params: Parameters, settings: OptimizerSettings): Optimizer {
  switch (settings.name) {
    case 'sgd':
      return new Sgd(engine);
    case 'momentum':
      return new Momentum(engine, params, settings.momentum);
    case 'nesterov':
      return new Nesterov(engine, params, settings.momentum);
    case 'adagrad':
      return new AdaGrad(engine, params);
    case 'rmsprop':
      return new RmsProp(engine, params, settings.decayRate);
    case 'adam':
      return new Adam(engine, params, settings.beta1, settings.beta2);
  }
}
