import type { NdArray } from '../../array.js';
import type { Engine } from '../engine.js';
import { VECTOR_BYTES } from './arrays.js';
import type { SimdContext } from './context.js';
import { camelCase } from './names.js';
import { type Elementwise, Operation } from './operation.js';

type Updates = Pick<Engine, 'update' | 'movingAverage' | 'decay' | 'squaredNorm'>;

/** The operations of optimizers and of weight decay; see assembly/optimizers.ts and assembly/weight-decay.ts. */
export function createUpdates(context: SimdContext, elementwise: Elementwise): Updates {
  const { kernels, memory } = context;

  const decay = new Operation(context, ([dW, W], _, [lambda]) => {
    const { address, rows, columns, stride } = W;
    const sums = memory.allocate(rows * 8);
    context.overRows(
      'decay',
      rows,
      (rows * stride) / VECTOR_BYTES,
      (from, count) => {
        const at = from * stride;
        return [dW.address + at, sums + from * 8, address + at, count, columns, stride, lambda];
      },
      1,
    );
    return sums;
  });
  const squaredNorms = new Operation(context, ([{ address, rows, columns, stride }]) => {
    const sums = memory.allocate(rows * 8);
    context.overRows('squaredNorms', rows, (rows * stride) / VECTOR_BYTES, (from, count) => {
      return [sums + from * 8, address + from * stride, count, columns, stride];
    });
    return sums;
  });

  return {
    update: (...[rule, W, state, dW, ...constants]) => elementwise(camelCase(rule), [W, ...state], [dW], constants),
    movingAverage: (average, W, rate) => elementwise('movingAverage', [average], [W], [rate]),
    decay: (dW, W, lambda) => kernels.sum(decay.perform([dW], [W], { constants: [lambda] }), rowsOf(W)),
    squaredNorm: (x) => kernels.sum(squaredNorms.perform([], [x]), rowsOf(x)),
  };
}

/** The number of rows of an array; a vector has one. */
function rowsOf({ shape }: NdArray): number {
  return shape.slice(0, -1).reduce((product, length) => product * length, 1);
}
