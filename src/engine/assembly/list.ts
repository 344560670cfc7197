/**
 * Lists of the non-zero values in one row of x, in ascending order of columns.
 *
 * `Pixel`: 4 bytes, column · 256 + byte. These lists are made once; a table gives the value of each byte.
 * `Factor`: a u32 index and a Float value. These lists are made for each row of floats.
 */
export type Pixel = u8;
export type Factor = Float;

export const PIXEL_BYTES: usize = 4;
export const FACTOR_BYTES: usize = 2 * sizeof<Float>();

/** Offset of the list addresses, which follow the table of byte values. */
export const STARTS_AT: usize = 256 * sizeof<Float>();

/** Size in bytes of a list entry of kind S. */
export function entryBytes<S>(): usize {
  return sizeof<S>() == 1 ? PIXEL_BYTES : FACTOR_BYTES;
}

/** The matrix row that an entry multiplies. */
export function entryRow<S>(entry: usize): usize {
  return sizeof<S>() == 1 ? load<u32>(entry) >> 8 : load<u32>(entry);
}

/**
 * entries, starts ← pixel lists of `count` images of `width` bytes. Each image gives two lists, for its two halves: lists
 * 2n and 2n + 1 for image n. starts[l] is the address of list l, starts[2 count] the end of the last list.
 */
export function listPixels(entries: usize, starts: usize, bytes: usize, count: usize, width: usize): void {
  const half = width >> 1;
  for (let n: usize = 0; n < count; n++) {
    store<u32>(starts, <u32>entries);
    entries = listRange(entries, bytes, 0, half);
    store<u32>(starts, <u32>entries, 4);
    entries = listRange(entries, bytes, half, width);
    starts += 8;
    bytes += width;
  }
  store<u32>(starts, <u32>entries);
}

/** Number of non-zero bytes. */
export function countPixels(bytes: usize, length: usize): usize {
  let count: usize = 0;
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) count += popcnt(i8x16.bitmask(i8x16.ne(v128.load(bytes + i), i8x16.splat(0))));
  for (; i < length; i++) count += <usize>(load<u8>(bytes + i) != 0);
  return count;
}

/** Tests sixteen pixels at a time, because most are zero. */
function listRange(entries: usize, bytes: usize, from: usize, to: usize): usize {
  let i = from;
  for (; i + 16 <= to; i += 16) {
    let bits = i8x16.bitmask(i8x16.ne(v128.load(bytes + i), i8x16.splat(0)));
    for (; bits != 0; bits &= bits - 1) entries = append(entries, bytes, i + <usize>ctz(bits));
  }
  for (; i < to; i++) if (load<u8>(bytes + i) != 0) entries = append(entries, bytes, i);
  return entries;
}

function append(entries: usize, bytes: usize, i: usize): usize {
  store<u32>(entries, ((<u32>i) << 8) | load<u8>(bytes + i));
  return entries + PIXEL_BYTES;
}

/** list ← the non-zero ones of `count` floats; returns the end of the list. */
export function listFactors(list: usize, x: usize, count: usize): usize {
  for (let k: usize = 0; k < count; k++) {
    const value = load<Float>(x + k * sizeof<Float>());
    store<u32>(list, <u32>k);
    store<Float>(list + sizeof<Float>(), value);
    list += value != 0 ? FACTOR_BYTES : 0;
  }
  return list;
}

/** Address of a list's start in `starts`: half 0 or 1 of the image whose number is at `index`. */
export function listOf(images: usize, index: usize, half: usize): usize {
  return images + STARTS_AT + ((((<usize>load<u32>(index)) << 1) + half) << 2);
}

export function listStart(list: usize): usize {
  return load<u32>(list);
}

export function listEnd(list: usize): usize {
  return load<u32>(list, 4);
}

/** The value of a pixel, in every lane. */
export function factor(images: usize, entry: u32): v128 {
  return v128.load_splat<Float>(images + <usize>(entry & 255) * sizeof<Float>());
}

/** The matrix row that a pixel multiplies. */
export function pixelRow(matrix: usize, entry: u32, stride: usize): usize {
  return matrix + <usize>(entry >> 8) * stride;
}

/**
 * Transposes one half of a batch, pixels from … to − 1. columns ← for each pixel the list of the images in which it is not
 * zero, in the order of the batch; an entry is image · 256 + byte. `columns` has the layout of `images`, and numbers[i] = i
 * is the index of all its lists. room: memory for N entries of each list.
 */
export function transposeLists(
  columns: usize,
  numbers: usize,
  room: usize,
  index: usize,
  N: usize,
  images: usize,
  half: usize,
  from: usize,
  to: usize,
): void {
  memory.copy(columns, images, STARTS_AT);
  for (let i = from; i < to; i++) {
    const start = <u32>(room + i * N * PIXEL_BYTES);
    store<u32>(numbers + (i << 2), <u32>i);
    store<u32>(columns + STARTS_AT + (i << 3), start);
    store<u32>(columns + STARTS_AT + (i << 3), start, 4);
  }
  for (let n: usize = 0; n < N; n++, index += 4) {
    const list = listOf(images, index, half);
    const last = listEnd(list);
    for (let pixel = listStart(list); pixel < last; pixel += PIXEL_BYTES) {
      const entry = load<u32>(pixel);
      const column = columns + STARTS_AT + ((entry >> 8) << 3);
      const end = load<u32>(column, 4);
      store<u32>(end, ((<u32>n) << 8) | (entry & 255));
      store<u32>(column, end + <u32>PIXEL_BYTES, 4);
    }
  }
}

const CACHE_LINE: usize = 64;

/** Accumulates the words that `fetchLists` reads, so that the compiler keeps the loads. */
let unused: u32 = 0;

/**
 * Prefetches the images' lists by reading one word of every cache line. Lists are scattered in memory; here the processor
 * waits for many loads at once. Skips an image that directly follows the one before it, because hardware prefetching
 * handles that.
 */
export function fetchLists(index: usize, N: usize, images: usize, half: usize): void {
  let before: u32 = -1;
  for (const end = index + (N << 2); index < end; index += 4) {
    const image = load<u32>(index);
    if (image != before + 1) {
      const list = listOf(images, index, half);
      const last = listEnd(list);
      for (let at = listStart(list); at < last; at += CACHE_LINE) unused += load<u32>(at);
    }
    before = image;
  }
}
