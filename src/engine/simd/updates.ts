import type { NdArray } from '../../array.js';
import type { Engine } from '../engine.js';
import type { ElementKernel, SimdContext } from './context.js';

const VECTOR_BYTES = 16;

type Updates = Pick<
  Engine,
  'sgd' | 'momentum' | 'nesterov' | 'adaGrad' | 'rmsProp' | 'adam' | 'movingAverage' | 'addScaled' | 'squaredNorm'
>;

/** The operations of optimizers and of weight decay: `assembly/optimizers.ts` and `assembly/weight-decay.ts`. */
export function createUpdates(context: SimdContext): Updates {
  const { arrays, memory } = context;

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
      return arrays.run([], [x], ({ address, rows, stride }) => {
        const sums = memory.allocate(rows * 8);
        context.overRows('squaredNorms', rows, stride / VECTOR_BYTES, (from, count) => {
          return [sums + from * 8, address + from * stride, count, columns, stride];
        });
        let total = 0;
        for (const sum of memory.floats('float64', sums, rows)) total += sum;
        return total;
      });
    },
  };
}
