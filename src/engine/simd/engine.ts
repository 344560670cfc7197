import type { Precision } from '../../array.js';
import { dropoutLimit } from '../dropout-limit.js';
import type { Engine } from '../engine.js';
import { createAffine } from './affine.js';
import { SimdContext } from './context.js';
import { centralDifferences } from './differences.js';
import { camelCase } from './names.js';
import { classNumbers, createElementwise, Operation } from './operation.js';
import { PixelStore } from './pixel-rows.js';
import { createUpdates } from './updates.js';

/** Cost of one exponential, in vector multiplications. */
const EXP_WORK = 10;

export interface SimdOptions {
  /** Number of threads that may share an operation; default 1. It does not affect results. */
  readonly threads?: number;
}

/**
 * The fast engine: WebAssembly SIMD (`src/engine/assembly`) in float32 or float64. Layer 1 reads only non-zero pixels; sums
 * stay in registers. Relaxed SIMD is not used, so every processor gives the same bits.
 */
export function createSimdEngine(precision: Precision = 'float32', { threads = 1 }: SimdOptions = {}): Engine {
  return simdEngine(new SimdContext(precision, threads));
}

/** A simd engine for any host. */
export function simdEngine(context: SimdContext): Engine {
  const { precision, memory, arrays, kernels } = context;
  const pixels = new PixelStore(context);

  const elementwise = createElementwise(context);
  const crossEntropy = new Operation(context, ([y, s], labels, [epsilon]) => {
    const { rows: N, columns: K } = s;
    const losses = memory.allocate(N * 8);
    context.overRows(
      'softmaxCrossEntropy',
      N,
      N * K * EXP_WORK,
      (from, count) => {
        const [yAt, sAt] = [y, s].map(({ address, stride }) => address + from * stride);
        const [lossesAt, labelsAt] = [losses + from * 8, labels + from * 4];
        return [lossesAt, yAt, sAt, labelsAt, context.scratch(count, K), count, K, s.stride, epsilon];
      },
      1,
    );
    return losses;
  });
  const crossEntropyGradient = new Operation(context, ([ds, y], labels) => {
    const { rows: N, columns: K } = y;
    context.overRows('softmaxCrossEntropyGradient', N, N * K, (from, count) => {
      const [dsAt, yAt] = [ds, y].map(({ address, stride }) => address + from * stride);
      return [dsAt, yAt, labels + from * 4, count, N, K, y.stride];
    });
  });

  return {
    name: 'simd',
    precision,
    threads: context.crew.threads,
    crew: context.crew,
    close: () => context.crew.close(),
    zeros: (...shape) => arrays.zeros(shape),

    rows: (...data) => pixels.create(...data),
    refill: (rows, bytes) => pixels.refill(pixels.own(rows), bytes),

    ...createAffine(context, pixels),
    centralDifferences: (...args) => centralDifferences(context, pixels, ...args),

    activate: (name, y, x) => elementwise(camelCase(name), [y], [x]),
    activateGradient: (name, dx, dout, y) => elementwise(`${camelCase(name)}Gradient`, [dx], [dout, y]),

    dropoutMask(mask, ratio, ...position) {
      const [N, D] = mask.shape;
      const [limit, kept] = [dropoutLimit(ratio), 1 / (1 - ratio)];
      arrays.run([mask], [], ({ address, stride }) =>
        kernels.dropoutMask(address, N, D, stride, limit, kept, ...position),
      );
    },
    multiply: (y, x, mask) => elementwise('multiply', [y], [x, mask]),

    softmax(y, s) {
      const [N, K] = s.shape;
      arrays.run([y], [s], (y, s) => kernels.softmax(y.address, s.address, context.scratch(N, K), N, K, s.stride));
    },

    softmaxCrossEntropy(y, s, t, epsilon) {
      const [N] = s.shape;
      return kernels.sum(crossEntropy.perform([y], [s], { numbers: classNumbers(t), constants: [epsilon] }), N) / N;
    },
    softmaxCrossEntropyGradient: (ds, y, t) =>
      void crossEntropyGradient.perform([ds], [y], { numbers: classNumbers(t) }),

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

    ...createUpdates(context, elementwise),

    countCorrect(s, t) {
      const [N, K] = s.shape;
      return arrays.run([], [s], (s) => {
        const labels = memory.store(classNumbers(t));
        const counts: number[] = [];
        context.overRows('countCorrect', N, N * K, (from, count) => {
          counts.push(memory.allocate(4));
          return [counts[counts.length - 1], s.address + from * s.stride, labels + from * 4, count, K, s.stride];
        });
        return counts.reduce((sum, address) => sum + memory.words(address, 1)[0], 0);
      });
    },
  };
}
