import type { NdArray, Precision } from '../../array.js';
import { type Engine, isBatch } from '../engine.js';
import { type PixelRows, SimdContext } from './context.js';
import { centralDifferences } from './differences.js';
import { createUpdates } from './updates.js';

const ROWS_AT_ONCE = 1000;
const PIXEL_BYTES = 4;

/**
 * The fast engine: WebAssembly SIMD (`src/engine/assembly`), float32 or float64. Layer 1 walks only the pixels that are
 * not zero; a matrix row of sums stays in registers. No relaxed SIMD: the same bits on every processor.
 */
export function createSimdEngine(precision: Precision = 'float32'): Engine {
  const context = new SimdContext(precision);
  const { memory, arrays, kernels } = context;

  const elementwise =
    (kernel: (y: number, ...rest: number[]) => void) =>
    (y: NdArray, ...inputs: NdArray[]): void =>
      arrays.run([y], inputs, (...places) =>
        kernel(...(places.map(({ address }) => address) as [number, ...number[]]), places[0].bytes),
      );

  return {
    name: 'simd',
    precision,
    zeros: (...shape) => arrays.zeros(shape),

    rows(bytes, width, scale): PixelRows {
      const count = bytes.length / width;
      const table = memory.allocate(256 * 8);
      memory
        .floats(precision, table, 256)
        .set(Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / scale)));
      const starts = memory.allocate((count + 1) * 4);
      const scratch = memory.allocate(ROWS_AT_ONCE * width);
      // room for the case that no pixel is zero; what the lists leave of it was never touched and is given back
      let end = memory.allocate((bytes.length + 1) * PIXEL_BYTES);
      for (let first = 0; first < count; first += ROWS_AT_ONCE) {
        const chunk = bytes.subarray(first * width, (first + ROWS_AT_ONCE) * width);
        memory.bytes(scratch, chunk.length).set(chunk);
        end = kernels.listPixels(end, starts + first * 4, scratch, chunk.length / width, width);
      }
      memory.release(end + PIXEL_BYTES);
      return { count, width, starts, table, memory };
    },

    affine(y, x, W, b) {
      if (isBatch(x)) {
        const { starts, table } = x.rows as PixelRows;
        arrays.run([y], [W, b], (y, W, b) =>
          kernels.affinePixels(
            y.address,
            starts,
            context.rowNumbers(x),
            table,
            W.address,
            b.address,
            x.index.length,
            W.stride,
          ),
        );
      } else {
        const [inputs] = W.shape;
        arrays.run([y], [x, W, b], (y, x_, W, b) => {
          const list = context.factorList(inputs);
          kernels.affineFactors(
            y.address,
            x_.address,
            W.address,
            b.address,
            list,
            x.shape[0],
            inputs,
            x_.stride,
            W.stride,
          );
        });
      }
    },

    affineParameterGradients(dW, db, x, dout) {
      const [inputs] = dW.shape;
      const N = dout.shape[0];
      if (isBatch(x)) {
        const { starts, table } = x.rows as PixelRows;
        arrays.run([dW, db], [dout], (dW, db, dout) => {
          const index = context.rowNumbers(x);
          kernels.weightGradientPixels(dW.address, starts, index, table, dout.address, N, inputs, dW.stride);
          kernels.biasGradient(db.address, dout.address, N, dout.stride);
        });
      } else {
        arrays.run([dW, db], [x, dout], (dW, db, x, dout) => {
          const list = context.factorList(inputs);
          kernels.weightGradientFactors(dW.address, x.address, dout.address, list, N, inputs, x.stride, dW.stride);
          kernels.biasGradient(db.address, dout.address, N, dout.stride);
        });
      }
    },

    affineInputGradient(dx, dout, W) {
      const [inputs, outputs] = W.shape;
      const N = dout.shape[0];
      arrays.run([dx], [dout, W], (dx, dout, W) => {
        const transposed = memory.allocate(outputs * dx.stride);
        const zeros = memory.allocate(dx.stride);
        memory.bytes(transposed, zeros + dx.stride - transposed).fill(0);
        kernels.transpose(transposed, W.address, inputs, outputs, dx.stride, W.stride);
        const list = context.factorList(outputs);
        kernels.affineFactors(dx.address, dout.address, transposed, zeros, list, N, outputs, dout.stride, dx.stride);
      });
    },

    centralDifferences: (...args) => centralDifferences(context, ...args),

    relu: elementwise(kernels.relu),
    reluGradient: elementwise(kernels.reluGradient),
    sigmoid: elementwise(kernels.sigmoid),
    sigmoidGradient: elementwise(kernels.sigmoidGradient),

    softmax(y, s) {
      arrays.run([y], [s], (y, { address, stride }) =>
        kernels.softmax(y.address, address, s.shape[0], s.shape[1], stride),
      );
    },

    softmaxCrossEntropy(y, s, t, epsilon) {
      const [N, K] = s.shape;
      const sum = arrays.run([y], [s], (y, s) =>
        kernels.softmaxCrossEntropy(y.address, s.address, context.labels(t), N, K, s.stride, epsilon),
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
