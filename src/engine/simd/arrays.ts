import ndarray from 'ndarray';
import { assign, type FloatArray, type NdArray, type Precision } from '../../array.js';
import type { SimdMemory } from './memory.js';

export const VECTOR_BYTES = 16;
const CACHE_LINE = 64;
/** Rows of at least this many bytes are padded to whole cache lines. */
const LONG_ROW = 256;

/** An array as kernels see it: an address and rows that are `stride` bytes apart. */
export interface Place {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  /** Bytes of a row, rounded up to whole vectors. */
  readonly width: number;
}

/**
 * ndarrays in the engine's memory. Each row is padded with zeros to whole vectors; the stride skips the padding. Other
 * arrays are copied in before a kernel runs, and outputs are copied back afterwards.
 */
export class SimdArrays {
  readonly #memory: SimdMemory;
  readonly #elementBytes: number;
  readonly #precision: Precision;
  /** The data of every array made here, with its row length in elements. */
  readonly #widths = new WeakMap<FloatArray, number>();
  /** Cached places of arrays in this memory. Arrays never move. */
  readonly #places = new WeakMap<NdArray, Place>();

  constructor(memory: SimdMemory, precision: Precision) {
    this.#memory = memory;
    this.#precision = precision;
    this.#elementBytes = precision === 'float32' ? 4 : 8;
  }

  zeros(shape: readonly number[]): NdArray {
    const width = shape[shape.length - 1] ?? 1;
    const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const elements = this.rowBytes(width) / this.#elementBytes;
    const address = this.#memory.allocate(rows * elements * this.#elementBytes);
    const data = this.#memory.floats(this.#precision, address, rows * elements).fill(0);
    this.#widths.set(data, width);
    const stride = new Array<number>(shape.length).fill(1);
    for (let axis = shape.length - 2, step = elements; axis >= 0; axis--) {
      stride[axis] = step;
      step *= shape[axis];
    }
    return ndarray<FloatArray>(data, [...shape], stride);
  }

  /**
   * Runs a kernel with the places of its outputs and inputs. Outputs are copied in too, because rules such as sgd update
   * them. Releases everything allocated during the call.
   */
  run<T>(outputs: readonly NdArray[], inputs: readonly NdArray[], kernel: (...places: Place[]) => T): T {
    const top = this.#memory.top;
    try {
      const copies = new Map<NdArray, NdArray>();
      const places: Place[] = [];
      for (const array of outputs) places.push(this.#placeOf(array) ?? this.#copyIn(array, copies));
      for (const array of inputs) places.push(this.#placeOf(array) ?? this.#copyIn(array));
      const result = kernel(...places);
      for (const [array, copy] of copies) assign(array, copy);
      return result;
    } finally {
      this.#memory.release(top);
    }
  }

  /** Whether all arrays are in this memory. Kernels work on copies of other arrays. */
  areInMemory(arrays: readonly NdArray[]): boolean {
    return arrays.every((array) => this.#placeOf(array));
  }

  /**
   * Bytes of a padded row: whole vectors for short rows, whole cache lines for long ones, so that threads can share a
   * row. The number of cache lines is odd: rows a power of two apart would compete for the same cache sets.
   */
  rowBytes(width: number): number {
    const bytes = width * this.#elementBytes;
    if (bytes < LONG_ROW) return Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES;
    return (Math.ceil(bytes / CACHE_LINE) | 1) * CACHE_LINE;
  }

  /** Copies an array into this memory and returns the copy's place; adds the copy to `copies`. */
  #copyIn(array: NdArray, copies?: Map<NdArray, NdArray>): Place {
    const copy = this.zeros(array.shape);
    assign(copy, array);
    copies?.set(array, copy);
    return this.#makePlace(copy);
  }

  /** Whether an array consists of whole padded rows of an array made here. */
  #isInPlace({ data, shape, stride, offset }: NdArray): boolean {
    const last = shape.length - 1;
    const width = this.#widths.get(data);
    if (width === undefined || shape[last] !== width || stride[last] !== 1) return false;
    const elements = this.rowBytes(width) / this.#elementBytes;
    return offset % elements === 0 && (last === 0 || stride[0] === elements);
  }

  /** The place of an array in this memory; undefined for other arrays. */
  #placeOf(array: NdArray): Place | undefined {
    const known = this.#places.get(array);
    if (known || !this.#isInPlace(array)) return known;
    const place = this.#makePlace(array);
    this.#places.set(array, place);
    return place;
  }

  #makePlace({ data, shape, offset }: NdArray): Place {
    const columns = shape[shape.length - 1];
    const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const width = Math.ceil((columns * this.#elementBytes) / VECTOR_BYTES) * VECTOR_BYTES;
    return {
      address: data.byteOffset + offset * this.#elementBytes,
      rows,
      columns,
      stride: this.rowBytes(columns),
      width,
    };
  }
}
