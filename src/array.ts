import ndarray from 'ndarray';

export type Precision = 'float32' | 'float64';
export type FloatArray = Float32Array | Float64Array;

/** An n-dimensional array of floats: a view (shape, stride, offset) over a typed array. */
export type NdArray = ndarray.NdArray<FloatArray>;

/** Class numbers [N], or one-hot rows [N, classes]. */
export type Labels = ndarray.NdArray<ndarray.TypedArray>;

/** A new array of zeros. */
export function zeros(shape: readonly number[], precision: Precision = 'float64'): NdArray {
  const size = shape.reduce((product, length) => product * length, 1);
  return ndarray(precision === 'float32' ? new Float32Array(size) : new Float64Array(size), [...shape]);
}

/** A float64 array from nested lists of equal length: `array([[1, 2], [3, 4]])` is 2 × 2. */
export function array(values: NestedNumbers): NdArray {
  const shape: number[] = [];
  for (let inner = values; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const flat = ([values] as unknown[]).flat(Number.POSITIVE_INFINITY) as number[];
  const result = zeros(shape);
  if (flat.length !== result.size || flat.some((value) => typeof value !== 'number')) {
    throw new RangeError(`array: lists of unequal length where shape [${shape}] was expected`);
  }
  result.data.set(flat);
  return result;
}

export type NestedNumbers = number | NestedNumbers[];

/** A copy in row-major order, with the same precision. */
export function copy(x: NdArray): NdArray {
  const result = zeros(x.shape, x.data instanceof Float32Array ? 'float32' : 'float64');
  assign(result, x);
  return result;
}

/** y = x; both have the same shape. Written by hand because `ndarray-ops` compiles all its operations when it is loaded. */
export function assign(y: NdArray, x: NdArray, axis = 0, yPlace = y.offset, xPlace = x.offset): void {
  const { shape, stride, data } = y;
  const last = y.dimension - 1;
  if (axis < last) {
    for (let i = 0; i < shape[axis]; i++) {
      assign(y, x, axis + 1, yPlace + i * stride[axis], xPlace + i * x.stride[axis]);
    }
    return;
  }
  // One row, or the single number of an array without dimensions.
  const [length, yStep, xStep] = last < 0 ? [1, 0, 0] : [shape[last], stride[last], x.stride[last]];
  const from = x.data;
  for (let i = 0; i < length; i++) data[yPlace + i * yStep] = from[xPlace + i * xStep];
}

/** Every element of y = value. */
export function setAll(y: NdArray, value: number): void {
  assign(y, ndarray<FloatArray>(Float64Array.of(value), y.shape, new Array(y.dimension).fill(0)));
}

/** A row [D] as a matrix [1, D] over the same memory; returns a matrix unchanged. */
export function asMatrix(x: NdArray): NdArray {
  return x.dimension === 1 ? ndarray(x.data, [1, x.shape[0]], [x.size * x.stride[0], x.stride[0]], x.offset) : x;
}

/** The matrix y, or its only row if x is one row. Gives a result the same number of dimensions as its input. */
export function likeInput(y: NdArray, x: NdArray): NdArray {
  return x.dimension === 1 ? y.pick(0, null) : y;
}

/** All elements in row-major order, for any strides. */
export function* values(x: ndarray.NdArray<ndarray.TypedArray>): Generator<number> {
  for (const place of offsets(x)) yield x.data[place];
}

/** The offset of each element in `x.data`, in row-major order. */
export function* offsets(x: ndarray.NdArray, axis = 0, start = x.offset): Generator<number> {
  const last = x.dimension - 1;
  const [length, step] = last < 0 ? [1, 0] : [x.shape[axis], x.stride[axis]];
  for (let i = 0; i < length; i++) {
    if (axis < last) yield* offsets(x, axis + 1, start + i * step);
    else yield start + i * step;
  }
}
