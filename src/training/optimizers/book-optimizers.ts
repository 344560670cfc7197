// The optimizers under the names the book gives them (`common/optimizer.py`); `RULES` of the reference engine has the formulas.

import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { RuleOptimizer } from './optimizer.js';

/** W ← W − learningRate · dW (chapter 4) */
export class Sgd extends RuleOptimizer {
  constructor(engine: Engine) {
    super(engine, {}, { name: 'sgd' });
  }
}

/** A ball that rolls downhill and is slowed by the air (chapter 6; Polyak 1964). */
export class Momentum extends RuleOptimizer {
  constructor(engine: Engine, params: Parameters, momentum: number) {
    super(engine, params, { name: 'momentum', momentum });
  }
}

/** Momentum that looks one step ahead (chapter 6; Nesterov 1983). */
export class Nesterov extends RuleOptimizer {
  constructor(engine: Engine, params: Parameters, momentum: number) {
    super(engine, params, { name: 'nesterov', momentum });
  }
}

/** Parameters that have moved much move less (chapter 6; Duchi, Hazan and Singer 2011). */
export class AdaGrad extends RuleOptimizer {
  constructor(engine: Engine, params: Parameters) {
    super(engine, params, { name: 'adagrad' });
  }
}

/** AdaGrad with a moving average of the squares (chapter 6; Tieleman and Hinton 2012). */
export class RmsProp extends RuleOptimizer {
  constructor(engine: Engine, params: Parameters, decayRate: number) {
    super(engine, params, { name: 'rmsprop', decayRate });
  }
}

/** Momentum and RMSProp combined (chapter 6; Kingma and Ba, arXiv:1412.6980). */
export class Adam extends RuleOptimizer {
  constructor(engine: Engine, params: Parameters, beta1: number, beta2: number) {
    super(engine, params, { name: 'adam', beta1, beta2 });
  }
}
