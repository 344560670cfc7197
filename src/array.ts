import ndarray from 'ndarray';

export type Precision = 'float32' | 'float64';
export type FloatArray = Float32Array | Float64Array;

/** An n-dimensional array of floats: a view (shape, stride, offset) over a typed array. */
export type NdArray = ndarray.NdArray<FloatArray>;

/** Class numbers [N], or one-hot rows [N, classes]. */
export type Labels = ndarray.NdArray<ndarray.TypedArray>;

/** Zeros of a shape, in memory of their own. */
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

/** A copy in row-major order, of the same precision. */
export function copy(x: NdArray): NdArray {
  const result = zeros(x.shape, x.data instanceof Float32Array ? 'float32' : 'float64');
  assign(result, x);
  return result;
}

/** y = x, of one shape. Not by `ndarray-ops`, which compiles all its operations as soon as it is loaded. */
export function assign(y: NdArray, x: NdArray, axis = 0, yPlace = y.offset, xPlace = x.offset): void {
  const { shape, stride, data } = y;
  const last = y.dimension - 1;
  if (axis < last) {
    for (let i = 0; i < shape[axis]; i++) {
      assign(y, x, axis + 1, yPlace + i * stride[axis], xPlace + i * x.stride[axis]);
    }
    return;
  }
  // a row, or the only number of an array without dimensions
  const [length, yStep, xStep] = last < 0 ? [1, 0, 0] : [shape[last], stride[last], x.stride[last]];
  const from = x.data;
  for (let i = 0; i < length; i++) data[yPlace + i * yStep] = from[xPlace + i * xStep];
}

/** Every element of y = value. */
export function setAll(y: NdArray, value: number): void {
  assign(y, ndarray<FloatArray>(Float64Array.of(value), y.shape, new Array(y.dimension).fill(0)));
}

/** A single row [D] as a matrix [1, D] over the same memory; a matrix as it is. */
export function asMatrix(x: NdArray): NdArray {
  return x.dimension === 1 ? ndarray(x.data, [1, x.shape[0]], [x.size * x.stride[0], x.stride[0]], x.offset) : x;
}

/** A result as its input came: the matrix y, or its only row where x was a single row. */
export function likeInput(y: NdArray, x: NdArray): NdArray {
  return x.dimension === 1 ? y.pick(0, null) : y;
}

/** All elements in row-major order, whatever the strides. */
export function* values(x: ndarray.NdArray<ndarray.TypedArray>): Generator<number> {
  for (const place of places(x)) yield x.data[place];
}

/** Where in `x.data` each element stands, in row-major order. */
export function* places(x: ndarray.NdArray, axis = 0, start = x.offset): Generator<number> {
  if (axis === x.dimension) {
    yield start;
    return;
  }
  const isLast = axis === x.dimension - 1; // a generator for every element would cost more than all else
  for (let i = 0; i < x.shape[axis]; i++) {
    const place = start + i * x.stride[axis];
    if (isLast) yield place;
    else yield* places(x, axis + 1, place);
  }
}
