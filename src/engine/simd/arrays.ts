import ndarray from 'ndarray';
import { assign, type FloatArray, type NdArray, type Precision } from '../../array.js';
import type { SimdMemory } from './memory.js';

export const VECTOR_BYTES = 16;
const CACHE_LINE = 64;
/** Rows from here on are made of whole cache lines. */
const LONG_ROW = 256;

/** An array as kernels see it: so many rows, `stride` bytes apart, from `address` on. */
export interface Place {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  /** The bytes of the vectors that hold a row's elements. */
  readonly width: number;
}

/**
 * ndarrays over the engine's memory: rows padded with zeros to whole vectors, which is just a stride. Arrays that lie
 * elsewhere, or otherwise, are brought in and out by copying.
 */
export class SimdArrays {
  readonly #memory: SimdMemory;
  readonly #elementBytes: number;
  readonly #precision: Precision;
  /** The row length of every array made here, by its data. */
  readonly #widths = new WeakMap<FloatArray, number>();
  /** The places of arrays that lie here: none is ever moved. */
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
   * Runs a kernel with the places of its outputs and inputs. Outputs are brought in, too: sgd adds to what is there.
   * Whatever is allocated meanwhile is given back.
   */
  run<T>(outputs: readonly NdArray[], inputs: readonly NdArray[], kernel: (...places: Place[]) => T): T {
    const top = this.#memory.top;
    try {
      const copies = new Map<NdArray, NdArray>();
      const places: Place[] = [];
      for (const array of outputs) places.push(this.#placeOf(array) ?? this.#bringIn(array, copies));
      for (const array of inputs) places.push(this.#placeOf(array) ?? this.#bringIn(array));
      const result = kernel(...places);
      for (const [array, copy] of copies) assign(array, copy);
      return result;
    } finally {
      this.#memory.release(top);
    }
  }

  /** Whether all arrays lie in this memory. Kernels compute on copies of any others. */
  areHere(arrays: readonly NdArray[]): boolean {
    return arrays.every((array) => this.#placeOf(array));
  }

  /**
   * The bytes of a padded row: whole vectors; of long rows whole cache lines, so that threads can share them, and an odd
   * number of those, as rows a power of two apart would all fall into the same few places of a cache.
   */
  rowBytes(width: number): number {
    const bytes = width * this.#elementBytes;
    if (bytes < LONG_ROW) return Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES;
    return (Math.ceil(bytes / CACHE_LINE) | 1) * CACHE_LINE;
  }

  /** The place of a copy of an array that lies elsewhere, which is noted in `copies`. */
  #bringIn(array: NdArray, copies?: Map<NdArray, NdArray>): Place {
    const copy = this.zeros(array.shape);
    assign(copy, array);
    copies?.set(array, copy);
    return this.#makePlace(copy);
  }

  /** Whether an array is whole padded rows of one made here. */
  #isInPlace({ data, shape, stride, offset }: NdArray): boolean {
    const last = shape.length - 1;
    const width = this.#widths.get(data);
    if (width === undefined || shape[last] !== width || stride[last] !== 1) return false;
    const elements = this.rowBytes(width) / this.#elementBytes;
    return offset % elements === 0 && (last === 0 || stride[0] === elements);
  }

  /** The place of an array that lies here. */
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
