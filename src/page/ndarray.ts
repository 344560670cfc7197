type Numbers = { [index: number]: number; readonly length: number };

/**
 * Replaces the package `ndarray` in the page, since that generates code at run time, which the page's policy forbids. A view
 * with one or two dimensions.
 */
class View {
  readonly #step: number;
  readonly #column: number;

  constructor(
    readonly data: Numbers,
    readonly shape: number[],
    readonly stride: number[],
    readonly offset: number,
  ) {
    [this.#step, this.#column = 0] = stride;
  }

  get dimension(): number {
    return this.shape.length;
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  get(i: number, j = 0): number {
    return this.data[this.offset + this.#step * i + this.#column * j];
  }

  /** set(i, value) or set(i, j, value) */
  set(i: number, j: number, value?: number): void {
    if (value === undefined) this.data[this.offset + this.#step * i] = j;
    else this.data[this.offset + this.#step * i + this.#column * j] = value;
  }

  /** The first rows: hi(rows), or the first rows and columns: hi(rows, columns). */
  hi(...ends: number[]): View {
    return new View(
      this.data,
      this.shape.map((length, axis) => ends[axis] ?? length),
      this.stride,
      this.offset,
    );
  }

  transpose(...order: number[]): View {
    const permuted = (list: readonly number[]) => order.map((axis) => list[axis]);
    return new View(this.data, permuted(this.shape), permuted(this.stride), this.offset);
  }

  /** A row: pick(i, null), or a column: pick(null, j). */
  pick(...at: (number | null)[]): View {
    const left = [...at.keys()].filter((axis) => at[axis] === null);
    const offset = at.reduce((sum: number, i, axis) => sum + (i ?? 0) * this.stride[axis], this.offset);
    const [shape, stride] = [this.shape, this.stride].map((list) => left.map((axis) => list[axis]));
    return new View(this.data, shape, stride, offset);
  }
}

// biome-ignore lint/style/noDefaultExport: same as the package
export default function ndarray(
  data: Numbers,
  shape: number[] = [data.length],
  stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((step, length) => step * length, 1)),
  offset = 0,
): View {
  return new View(data, shape, stride, offset);
}
