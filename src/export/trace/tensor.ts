/** A float64 array in row-major order; shape [] is a single number. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function scalar(value: number): Tensor {
  return { shape: [], data: Float64Array.of(value) };
}

/** Applies f to every element, its row n and column k; a vector is one row. */
export function map({ shape, data }: Tensor, f: (value: number, n: number, k: number) => number): Tensor {
  const columns = shape.at(-1) ?? 1;
  return { shape, data: data.map((value, i) => f(value, Math.floor(i / columns), i % columns)) };
}

/** Applies f to the elements of two tensors of equal size; the result has the shape of the first. */
export function zip(a: Tensor, b: Tensor, f: (a: number, b: number) => number): Tensor {
  return { shape: a.shape, data: a.data.map((value, i) => f(value, b.data[i])) };
}

export function times(a: Tensor, factor: number): Tensor {
  return map(a, (value) => value * factor);
}

export function reshaped({ data }: Tensor, shape: readonly number[]): Tensor {
  return { shape, data };
}

/** aᵀ; [N, K] → [K, N] */
export function transposed({ shape: [N, K], data }: Tensor): Tensor {
  const result = new Float64Array(N * K);
  for (let n = 0; n < N; n++) for (let k = 0; k < K; k++) result[k * N + n] = data[n * K + k];
  return { shape: [K, N], data: result };
}

/** a b; [N, I] · [I, K] → [N, K] */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [N, I] = a.shape;
  const K = b.shape[1];
  const result = new Float64Array(N * K);
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < I; i++) {
      const factor = a.data[n * I + i];
      if (factor === 0) continue;
      for (let k = 0; k < K; k++) result[n * K + k] += factor * b.data[i * K + k];
    }
  }
  return { shape: [N, K], data: result };
}

/** Adds the row b to every row of a; [N, K] + [K] → [N, K] */
export function plusRow(a: Tensor, b: Tensor): Tensor {
  return map(a, (value, _, k) => value + b.data[k]);
}

/** Σ over the rows; [N, K] → [K] */
export function columnSums({ shape: [N, K], data }: Tensor): Tensor {
  const sums = new Float64Array(K);
  for (let n = 0; n < N; n++) for (let k = 0; k < K; k++) sums[k] += data[n * K + k];
  return { shape: [K], data: sums };
}

/** Applies f to each row; the results must have equal length. */
export function mapRows(a: Tensor, f: (row: Float64Array, n: number) => ArrayLike<number>): Tensor {
  const [N, K] = a.shape;
  const rows = Array.from({ length: N }, (_, n) => Float64Array.from(f(a.data.subarray(n * K, (n + 1) * K), n)));
  const width = rows[0].length;
  const data = new Float64Array(N * width);
  for (const [n, row] of rows.entries()) data.set(row, n * width);
  return { shape: [N, width], data };
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** max |x|; NaN if an element is NaN. */
export function largest({ data }: Tensor): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}
