import type { NdArray, Precision } from '../../array.js';
import { dropoutLimit } from '../dropout-limit.js';
import { type Engine, isBatch } from '../engine.js';
import { type Place, VECTOR_BYTES } from './arrays.js';
import { SimdContext } from './context.js';
import { centralDifferences } from './differences.js';
import type { Kernels } from './kernels.js';
import { camelCase } from './names.js';
import { createUpdates } from './updates.js';

export interface SimdOptions {
  /** How many threads may work on one operation; results are the same for any number. */
  readonly threads?: number;
  /** The memory of another simd engine, on this thread or another one, whose rows this one shall use, too. */
  readonly memory?: WebAssembly.Memory;
}

/**
 * The fast engine: WebAssembly SIMD (`src/engine/assembly`), float32 or float64. Layer 1 walks only the pixels that are
 * not zero; a matrix row of sums stays in registers. No relaxed SIMD: the same bits on every processor.
 */
export function createSimdEngine(precision: Precision = 'float32', options: SimdOptions = {}): Engine {
  const context = new SimdContext(precision, options.threads ?? 1, options.memory);
  const { memory, arrays, kernels, constants } = context;
  const elementBytes = precision === 'float32' ? 4 : 8;

  const elementwise = (kernel: keyof Kernels, y: NdArray, ...inputs: NdArray[]): void =>
    arrays.run([y], inputs, (...places) => context.overElements(kernel, places));

  /** y = x m + b, y [rows, …] and the [inner, …] rows of m as long: by columns if they are long, else by rows. */
  const matmul = (
    y: Place,
    x: number,
    m: Place,
    b: number,
    inner: number,
    rowStep: number,
    innerStep: number,
  ): void => {
    const call = (from: number, rows: number, at: number, width: number): Parameters<Kernels['matmul']> => {
      const [to, start] = [y.address + from * y.stride + at, x + from * rowStep];
      return [to, start, m.address + at, b && b + at, rows, inner, y.stride, rowStep, innerStep, m.stride, width];
    };
    if (context.isShared(y.width)) {
      context.overColumns('matmul', y.width, (at, width) => call(0, y.rows, at, width), constants.MATMUL_STRIP);
    } else {
      const work = inner * (y.width / VECTOR_BYTES);
      context.overRows('matmul', y.rows, work, (from, rows) => call(from, rows, 0, y.width));
    }
  };

  return {
    name: 'simd',
    precision,
    threads: context.crew.threads,
    crew: context.crew,
    handle: { precision, memory: memory.memory },
    sharesLayer: (units) => context.isShared(arrays.rowBytes(units)),
    zeros: (...shape) => arrays.zeros(shape),

    rows: (...data) => context.pixels.create(...data),
    refill: (rows, bytes) => context.pixels.refill(context.pixels.own(rows), bytes),

    affine(y, x, W, b) {
      if (isBatch(x)) {
        const { images } = context.pixels.own(x.rows);
        arrays.run([y], [W, b], (y, W, b) => {
          const index = context.pixels.numbers(x);
          context.overColumns('affinePixels', y.width, (at, width) => {
            const [yAt, WAt, bAt] = [y.address + at, W.address + at, b.address + at];
            return [yAt, index, y.rows, images, WAt, bAt, y.stride, W.stride, width];
          });
        });
      } else {
        arrays.run([y], [x, W, b], (y, x, W, b) => matmul(y, x.address, W, b.address, W.rows, x.stride, elementBytes));
      }
    },

    affineParameterGradients(dW, db, x, dout) {
      if (isBatch(x)) {
        const { images, width: inputs } = context.pixels.own(x.rows);
        arrays.run([dW], [dout], (dW, dout) => {
          const index = context.pixels.numbers(x);
          context.overColumns('weightGradientPixels', dW.width, (at, width) => {
            return [
              dW.address + at,
              index,
              dout.rows,
              images,
              dout.address + at,
              inputs,
              dW.stride,
              dout.stride,
              width,
            ];
          });
        });
      } else {
        arrays.run([dW], [x, dout], (dW, x, dout) => matmul(dW, x.address, dout, 0, dout.rows, elementBytes, x.stride));
      }
      arrays.run([db], [dout], (db, dout) =>
        context.overColumns('biasGradient', db.width, (at, width) => {
          return [db.address + at, dout.address + at, dout.rows, dout.stride, width];
        }),
      );
    },

    affineInputGradient(dx, dout, W) {
      const [inputs, outputs] = W.shape;
      arrays.run([dx], [dout, W], (dx, dout, W) => {
        const scratch = memory.allocate(outputs * dx.stride);
        context.overColumns('inputGradient', dx.width, (at, width) => {
          const first = at / elementBytes;
          const count = Math.min(width / elementBytes, inputs - first);
          const [dxAt, WAt, part] = [dx.address + at, W.address + first * W.stride, scratch + outputs * at];
          return [dxAt, dout.address, WAt, part, dout.rows, count, outputs, dx.stride, W.stride, width];
        });
      });
    },

    centralDifferences: (...args) => centralDifferences(context, ...args),

    activate: (name, y, x) => elementwise(camelCase(name), y, x),
    activateGradient: (name, dx, dout, y) => elementwise(`${camelCase(name)}Gradient`, dx, dout, y),

    dropoutMask(mask, ratio, ...position) {
      const [N, D] = mask.shape;
      const [limit, kept] = [dropoutLimit(ratio), 1 / (1 - ratio)];
      arrays.run([mask], [], ({ address, stride }) =>
        kernels.dropoutMask(address, N, D, stride, limit, kept, ...position),
      );
    },
    multiply: (y, x, mask) => elementwise('multiply', y, x, mask),

    softmax(y, s) {
      const [N, K] = s.shape;
      arrays.run([y], [s], (y, s) => kernels.softmax(y.address, s.address, context.exps(K), N, K, s.stride));
    },

    softmaxCrossEntropy(y, s, t, epsilon) {
      const [N, K] = s.shape;
      const sum = arrays.run([y], [s], (y, s) =>
        kernels.softmaxCrossEntropy(y.address, s.address, context.labels(t), context.exps(K), N, K, s.stride, epsilon),
      );
      return sum / N;
    },

    softmaxCrossEntropyGradient(ds, y, t) {
      const [N, K] = y.shape;
      arrays.run([ds], [y], (ds, y) =>
        kernels.softmaxCrossEntropyGradient(ds.address, y.address, context.labels(t), N, K, y.stride),
      );
    },

    meanSquaredError(y, t) {
      const [N, K] = y.shape;
      const sum = arrays.run([], [y, t], (y, t) => kernels.squaredError(y.address, t.address, N, K, y.stride));
      return sum / (2 * N * K);
    },

    meanSquaredErrorGradient(dy, y, t) {
      const [N, K] = y.shape;
      arrays.run([dy], [y, t], (dy, y, t) =>
        kernels.squaredErrorGradient(dy.address, y.address, t.address, N, K, y.stride),
      );
    },

    ...createUpdates(context),

    countCorrect(s, t) {
      const [N, K] = s.shape;
      return arrays.run([], [s], (s) => kernels.countCorrect(s.address, context.labels(t), N, K, s.stride));
    },
  };
}
