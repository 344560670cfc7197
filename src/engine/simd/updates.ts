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

  /** The sum of what `compute` leaves of each row: float64 numbers, the first at an address. */
  const sumOfRows = ({ rows, stride }: Place, compute: (sums: number, work: number) => void): number => {
    const sums = memory.allocate(rows * 8);
    compute(sums, (rows * stride) / VECTOR_BYTES);
    return context.kernels.sum(sums, rows);
  };

  return {
    update: (...[rule, W, state, dW, ...constants]) => update(camelCase(rule), [W, ...state], dW, constants),
    movingAverage: (average, W, rate) => update('movingAverage', [average], W, [rate]),

    decay: (dW, W, lambda) =>
      arrays.run([dW], [W], (dW, place) =>
        sumOfRows(place, (sums, work) => {
          const { address, rows, stride } = place;
          context.overRows(
            'decay',
            rows,
            work,
            (from, count) => {
              const at = from * stride;
              return [dW.address + at, sums + from * 8, address + at, count, W.shape[W.dimension - 1], stride, lambda];
            },
            1,
          );
        }),
      ),
    squaredNorm: (x) =>
      arrays.run([], [x], (place) =>
        sumOfRows(place, (sums, work) => {
          const { address, rows, stride } = place;
          context.overRows('squaredNorms', rows, work, (from, count) => {
            return [sums + from * 8, address + from * stride, count, x.shape[x.dimension - 1], stride];
          });
        }),
      ),
  };
}
