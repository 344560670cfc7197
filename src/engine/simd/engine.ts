import type { Labels, NdArray, Precision } from '../../array.js';
import { type Batch, type Engine, isBatch, type Rows } from '../engine.js';
import { SimdArrays } from './arrays.js';
import { instantiateKernels } from './kernels.js';
import { SimdMemory } from './memory.js';

const ROWS_AT_ONCE = 1000;
/** A place and a value of a list of factors, or a pixel: 16 bytes at most. */
const ENTRY_BYTES = 16;
const PIXEL_BYTES = 4;

/** Images as lists of their non-zero pixels: where each list starts, and what each byte stands for. */
interface PixelRows extends Rows {
  readonly starts: number;
  readonly table: number;
  /** Where all this is. */
  readonly memory: SimdMemory;
}

/**
 * The fast engine: WebAssembly SIMD (`src/engine/assembly`), float32 or float64. Layer 1 walks only the pixels that are
 * not zero; a matrix row of sums stays in registers. No relaxed SIMD: the same bits on every processor.
 */
export function createSimdEngine(precision: Precision = 'float32'): Engine {
  const memory = new SimdMemory();
  const arrays = new SimdArrays(memory, precision);
  const kernels = instantiateKernels(precision, memory.memory);

  const elementwise =
    (kernel: (y: number, ...rest: number[]) => void) =>
    (y: NdArray, ...inputs: NdArray[]): void =>
      arrays.run([y], inputs, (...places) =>
        kernel(...(places.map(({ address }) => address) as [number, ...number[]]), places[0].bytes),
      );

  /** Scratch that holds integers, such as row numbers or labels, until the running operation ends. */
  function integers(values: Int32Array | Uint32Array): number {
    const address = memory.allocate(values.length * 4);
    memory.words(address, values.length).set(values);
    return address;
  }

  function labels(t: Labels): number {
    return integers(Uint32Array.from({ length: t.shape[0] }, (_, n) => t.get(n)));
  }

  function rowNumbers({ rows, index }: Batch): number {
    if ((rows as PixelRows).memory !== memory)
      throw new Error('simd engine: the rows of a batch are of another engine');
    for (const row of index) {
      if (!(row >= 0 && row < rows.count))
        throw new RangeError(`row ${row} of a batch, expected 0 … ${rows.count - 1}`);
    }
    return integers(index);
  }

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
          kernels.affinePixels(y.address, starts, rowNumbers(x), table, W.address, b.address, x.index.length, W.stride),
        );
      } else {
        const [inputs] = W.shape;
        arrays.run([y], [x, W, b], (y, x_, W, b) => {
          const list = memory.allocate(inputs * ENTRY_BYTES + ENTRY_BYTES);
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
          const index = rowNumbers(x);
          kernels.weightGradientPixels(dW.address, starts, index, table, dout.address, N, inputs, dW.stride);
          kernels.biasGradient(db.address, dout.address, N, dout.stride);
        });
      } else {
        arrays.run([dW, db], [x, dout], (dW, db, x, dout) => {
          const list = memory.allocate(inputs * ENTRY_BYTES + ENTRY_BYTES);
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
        const list = memory.allocate(outputs * ENTRY_BYTES + ENTRY_BYTES);
        kernels.affineFactors(dx.address, dout.address, transposed, zeros, list, N, outputs, dout.stride, dx.stride);
      });
    },

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
        kernels.softmaxCrossEntropy(y.address, s.address, labels(t), N, K, s.stride, epsilon),
      );
      return sum / N;
    },

    softmaxCrossEntropyGradient(ds, y, t) {
      const [N, K] = y.shape;
      arrays.run([ds], [y], (ds, y) =>
        kernels.softmaxCrossEntropyGradient(ds.address, y.address, labels(t), N, K, y.stride),
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

    sgd(W, dW, learningRate) {
      arrays.run([W], [dW], (W, dW) => kernels.sgd(W.address, dW.address, learningRate, W.bytes));
    },

    countCorrect(s, t) {
      const [N, K] = s.shape;
      return arrays.run([], [s], (s) => kernels.countCorrect(s.address, labels(t), N, K, s.stride));
    },
  };
}
