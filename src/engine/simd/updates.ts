import type { Engine } from '../engine.js';
import type { SimdContext } from './context.js';

type Updates = Pick<
  Engine,
  'sgd' | 'momentum' | 'nesterov' | 'adaGrad' | 'rmsProp' | 'adam' | 'addScaled' | 'squaredNorm'
>;

/** The operations of optimizers and of weight decay: `assembly/optimizers.ts` and `assembly/weight-decay.ts`. */
export function createUpdates({ arrays, kernels }: SimdContext): Updates {
  return {
    sgd(W, dW, learningRate) {
      arrays.run([W], [dW], (W, dW) => kernels.sgd(W.address, dW.address, learningRate, W.bytes));
    },

    momentum(W, v, dW, learningRate, momentum) {
      arrays.run([W, v], [dW], (W, v, dW) =>
        kernels.momentum(W.address, v.address, dW.address, learningRate, momentum, W.bytes),
      );
    },

    nesterov(W, v, dW, learningRate, momentum) {
      arrays.run([W, v], [dW], (W, v, dW) =>
        kernels.nesterov(W.address, v.address, dW.address, learningRate, momentum, W.bytes),
      );
    },

    adaGrad(W, h, dW, learningRate) {
      arrays.run([W, h], [dW], (W, h, dW) => kernels.adaGrad(W.address, h.address, dW.address, learningRate, W.bytes));
    },

    rmsProp(W, h, dW, learningRate, decayRate) {
      arrays.run([W, h], [dW], (W, h, dW) =>
        kernels.rmsProp(W.address, h.address, dW.address, learningRate, decayRate, W.bytes),
      );
    },

    adam(W, m, v, dW, learningRate, beta1, beta2) {
      arrays.run([W, m, v], [dW], (W, m, v, dW) =>
        kernels.adam(W.address, m.address, v.address, dW.address, learningRate, beta1, beta2, W.bytes),
      );
    },

    addScaled(y, x, factor) {
      arrays.run([y], [x], (y, x) => kernels.addScaled(y.address, x.address, factor, y.bytes));
    },

    squaredNorm(x) {
      const columns = x.shape[x.dimension - 1];
      return arrays.run([], [x], ({ address, stride }) =>
        kernels.squaredNorm(address, x.size / columns, columns, stride),
      );
    },
  };
}
