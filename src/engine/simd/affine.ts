import { type Batch, type Engine, isBatch } from '../engine.js';
import { type Place, VECTOR_BYTES } from './arrays.js';
import type { SimdContext } from './context.js';
import type { Kernels } from './kernels.js';
import { Operation, type OtherInputs } from './operation.js';
import type { PixelRows, PixelStore } from './pixel-rows.js';

/** About one in five pixels of a digit is not zero. */
const SPARSITY = 5;
/** Larger batches are divided among threads by image, smaller ones by image half; see assembly/pixels.ts. */
const LONG_BATCH = 256;
/** Batches are transposed for the gradient of longer rows. Transposing takes as long for short rows, which gain less. */
const SHORT_ROW = 16 * VECTOR_BYTES;
/** The fewest images of a transposed batch. */
const FEWEST_TRANSPOSED = 32;
/** The most pixels of a transposed batch, zeros included; each takes 4 bytes. */
const MOST_TRANSPOSED = 16_000_000;

type Affine = Pick<Engine, 'affine' | 'affineParameterGradients' | 'affineInputGradient'>;

/** The operations of an Affine layer, for images and for floats. */
export function createAffine(context: SimdContext, pixels: PixelStore): Affine {
  const { memory, precision, constants } = context;
  const elementBytes = precision === 'float32' ? 4 : 8;

  /** y = x m + b; y and the rows of m have the same length in bytes. */
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
    const work = y.rows * inner * (y.width / VECTOR_BYTES);
    if (context.isByColumns(y)) context.overColumns('matmul', y, work, (at, width) => call(0, y.rows, at, width));
    else context.overRows('matmul', y.rows, work, (from, count) => call(from, count, 0, y.width));
  };

  /** y = x W + b; index: address of the image numbers. */
  const affinePixels = (y: Place, index: number, images: number, W: Place, b: number, work: number): void => {
    const { rows, stride, width } = y;
    if (context.isByColumns(y)) {
      context.overColumns('affinePixels', y, work, (at, width) => {
        return [y.address + at, index, rows, images, W.address + at, b + at, stride, width];
      });
    } else if (rows > LONG_BATCH || !context.isShared(work)) {
      context.overRows('affinePixels', rows, work, (from, count) => {
        return [y.address + from * stride, index + from * 4, count, images, W.address, b, stride, width];
      });
    } else {
      const other = memory.allocate(rows * stride);
      context.run(
        'affineHalf',
        [
          [y.address, index, rows, images, 0, W.address, 0, stride, width],
          [other, index, rows, images, 1, W.address, 0, stride, width],
        ],
        work,
      );
      context.overRows('addHalf', rows, (rows * width) / VECTOR_BYTES, (from, count) => {
        return [y.address + from * stride, other + from * stride, b, count, stride, width];
      });
    }
  };

  const isTransposed = (dW: Place, dout: Place): boolean => {
    return dW.width > SHORT_ROW && dout.rows >= FEWEST_TRANSPOSED && dW.rows * dout.rows <= MOST_TRANSPOSED;
  };

  /** db = column sums of dout */
  const biasGradient = (db: Place, dout: Place): void => {
    context.overColumns('biasGradient', db, (dout.rows * db.width) / VECTOR_BYTES, (at, width) => {
      return [db.address + at, dout.address + at, dout.rows, dout.stride, width];
    });
  };

  /** dW = xᵀ dout for a batch of images. Once the batch is transposed, a row of dW is a sum like a row of x W. */
  const transposedGradients = (dW: Place, index: number, images: number, dout: Place, work: number): void => {
    const { rows: inputs, stride } = dW;
    const half = inputs >> 1;
    const columns = memory.allocate(constants.STARTS_AT + inputs * 8);
    const numbers = memory.allocate(inputs * 4);
    const lists = [columns, numbers, memory.allocate(inputs * dout.rows * constants.PIXEL_BYTES)] as const;
    const batch = [index, dout.rows, images] as const;
    context.run(
      'transposeLists',
      [
        [...lists, ...batch, 0, 0, half],
        [...lists, ...batch, 1, half, inputs],
      ],
      (inputs * dout.rows) / SPARSITY,
    );
    const call = (from: number, count: number, at: number, width: number): Parameters<Kernels['affineHalf']> => {
      const [dWAt, doutAt] = [dW.address + from * stride + at, dout.address + at];
      return [dWAt, numbers + from * 4, count, columns, 0, doutAt, 0, stride, width];
    };
    if (context.isByColumns(dW)) {
      context.overColumns('affineHalf', dW, work, (at, width) => call(0, inputs, at, width));
    } else context.run('affineHalf', [call(0, half, 0, dW.width), call(half, inputs - half, 0, dW.width)], work);
  };

  /** dW and db for a batch of images. */
  const pixelGradients = (dW: Place, db: number, index: number, images: number, dout: Place, work: number): void => {
    const inputs = dW.rows;
    const call = (
      from: number,
      to: number,
      db: number,
      at: number,
      width: number,
    ): Parameters<Kernels['parameterGradientsPixels']> => {
      const [dWAt, doutAt] = [dW.address + at, dout.address + at];
      return [dWAt, db, index, dout.rows, images, from, to, inputs, doutAt, dW.stride, width];
    };
    if (context.isByColumns(dW)) {
      context.overColumns('parameterGradientsPixels', dW, work, (at, width) => call(0, 2, db + at, at, width));
    } else if (context.isShared(work)) {
      // The upper half of a digit has fewer pixels, so its thread also computes db.
      context.run('parameterGradientsPixels', [call(0, 1, db, 0, dW.width), call(1, 2, 0, 0, dW.width)], work);
    } else context.run('parameterGradientsPixels', [call(0, 2, db, 0, dW.width)], work);
  };

  const ofFloats = new Operation(context, ([y, x, W, b]) => {
    matmul(y, x.address, W, b.address, W.rows, x.stride, elementBytes);
  });
  const ofImages = new Operation(context, ([y, W, b], index, _, rows) => {
    const { images, width: inputs } = rows as PixelRows;
    affinePixels(y, index, images, W, b.address, (y.rows * inputs * y.width) / VECTOR_BYTES / SPARSITY);
  });
  const gradientsOfFloats = new Operation(context, ([dW, db, x, dout]) => {
    matmul(dW, x.address, dout, 0, dout.rows, elementBytes, x.stride);
    biasGradient(db, dout);
  });
  const gradientsOfImages = new Operation(context, ([dW, db, dout], index, _, rows) => {
    const { images, width: inputs } = rows as PixelRows;
    const work = (dout.rows * inputs * dW.width) / VECTOR_BYTES / SPARSITY;
    if (isTransposed(dW, dout)) {
      transposedGradients(dW, index, images, dout, work);
      biasGradient(db, dout);
    } else pixelGradients(dW, db.address, index, images, dout, work);
  });
  const inputGradient = new Operation(context, ([dx, dout, W]) => {
    const { rows: inputs, columns: outputs } = W;
    const work = (dx.rows * outputs * dx.width) / VECTOR_BYTES;
    const call = (from: number, rows: number, at: number, width: number): Parameters<Kernels['inputGradient']> => {
      const first = at / elementBytes;
      const [dxAt, doutAt] = [dx.address + from * dx.stride + at, dout.address + from * dout.stride];
      const [WAt, transposed] = [W.address + first * W.stride, memory.allocate(outputs * width)];
      const count = Math.min(width / elementBytes, inputs - first);
      return [dxAt, doutAt, WAt, transposed, rows, count, outputs, dx.stride, W.stride, width];
    };
    if (context.isByColumns(dx)) {
      context.overColumns('inputGradient', dx, work, (at, width) => call(0, dx.rows, at, width));
    } else context.overRows('inputGradient', dx.rows, work, (from, count) => call(from, count, 0, dx.width));
  });

  /** The arguments of an operation on images that are not arrays. */
  const batch = (x: Batch): OtherInputs => ({ numbers: pixels.numbers(x), source: pixels.own(x.rows) });

  return {
    affine(y, x, W, b) {
      if (isBatch(x)) ofImages.perform([y], [W, b], batch(x));
      else ofFloats.perform([y], [x, W, b]);
    },
    affineParameterGradients(dW, db, x, dout) {
      if (isBatch(x)) gradientsOfImages.perform([dW, db], [dout], batch(x));
      else gradientsOfFloats.perform([dW, db], [x, dout]);
    },
    affineInputGradient: (dx, dout, W) => void inputGradient.perform([dx], [dout, W]),
  };
}
