import type { NdArray } from '../../array.js';
import type { Engine } from '../engine.js';
import type { ElementKernel, SimdContext } from './context.js';

type Updates = Pick<
  Engine,
  'sgd' | 'momentum' | 'nesterov' | 'adaGrad' | 'rmsProp' | 'adam' | 'movingAverage' | 'addScaled' | 'squaredNorm'
>;

/** The operations of optimizers and of weight decay: `assembly/optimizers.ts` and `assembly/weight-decay.ts`. */
export function createUpdates(context: SimdContext): Updates {
  const { arrays, kernels } = context;

  /** state: what the operation changes, W first. */
  const update = (kernel: ElementKernel, state: NdArray[], dW: NdArray, ...constants: number[]): void =>
    arrays.run(state, [dW], (...places) => context.overElements(kernel, places, ...constants));

  return {
    sgd: (W, dW, ...rate) => update('sgd', [W], dW, ...rate),
    momentum: (W, v, dW, ...rates) => update('momentum', [W, v], dW, ...rates),
    nesterov: (W, v, dW, ...rates) => update('nesterov', [W, v], dW, ...rates),
    adaGrad: (W, h, dW, ...rate) => update('adaGrad', [W, h], dW, ...rate),
    rmsProp: (W, h, dW, ...rates) => update('rmsProp', [W, h], dW, ...rates),
    adam: (W, m, v, dW, ...rates) => update('adam', [W, m, v], dW, ...rates),
    movingAverage: (average, W, ...rate) => update('movingAverage', [average], W, ...rate),
    addScaled: (y, x, ...factor) => update('addScaled', [y], x, ...factor),

    squaredNorm(x) {
      const columns = x.shape[x.dimension - 1];
      return arrays.run([], [x], ({ address, stride }) =>
        kernels.squaredNorm(address, x.size / columns, columns, stride),
      );
    },
  };
}
