import type { NdArray } from '../../array.js';
import type { Engine } from '../engine.js';
import { type Place, VECTOR_BYTES } from './arrays.js';
import type { SimdContext } from './context.js';
import type { Kernels } from './kernels.js';
import { camelCase } from './names.js';

type Updates = Pick<Engine, 'update' | 'movingAverage' | 'decay' | 'squaredNorm'>;

/** The operations of optimizers and of weight decay: `assembly/optimizers.ts` and `assembly/weight-decay.ts`. */
export function createUpdates(context: SimdContext): Updates {
  const { arrays, memory } = context;

  /** outputs: what the kernel changes, W first. */
  const update = (kernel: keyof Kernels, outputs: NdArray[], dW: NdArray, constants: readonly number[]): void =>
    arrays.run(outputs, [dW], (...places) => context.overElements(kernel, places, ...constants));

  /** Σ x² by what a kernel leaves of each row: `call` makes its arguments for `count` rows from row `from` on. */
  const sumOfRows = <K extends 'squaredNorms' | 'decay'>(
    kernel: K,
    { rows, stride }: Place,
    call: (sums: number, from: number, count: number) => Parameters<Kernels[K]>,
  ): number => {
    const sums = memory.allocate(rows * 8);
    context.overRows(kernel, rows, stride / VECTOR_BYTES, (from, count) => call(sums + from * 8, from, count));
    let total = 0;
    for (const sum of memory.floats('float64', sums, rows)) total += sum;
    return total;
  };

  return {
    update: (...[rule, W, state, dW, ...constants]) => update(camelCase(rule), [W, ...state], dW, constants),
    movingAverage: (average, W, rate) => update('movingAverage', [average], W, [rate]),

    decay: (dW, W, lambda) =>
      arrays.run([dW], [W], (dW, place) =>
        sumOfRows('decay', place, (sums, from, count) => {
          const [dWAt, WAt] = [dW, place].map(({ address, stride }) => address + from * stride);
          return [dWAt, sums, WAt, lambda, count, W.shape[W.dimension - 1], place.stride];
        }),
      ),
    squaredNorm: (x) =>
      arrays.run([], [x], (place) =>
        sumOfRows('squaredNorms', place, (sums, from, count) => {
          return [sums, place.address + from * place.stride, count, x.shape[x.dimension - 1], place.stride];
        }),
      ),
  };
}
