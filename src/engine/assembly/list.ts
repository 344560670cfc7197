/**
 * Lists of what is not zero in one row of x, in ascending order.
 *
 * `Pixel`: 4 bytes, column · 256 + byte, made once of the data; what the byte stands for is looked up in a table.
 * `Factor`: a u32 place and a Float value behind it, made of a row of floats each time.
 */
export type Pixel = u8;
export type Factor = Float;

export const PIXEL_BYTES: usize = 4;
export const FACTOR_BYTES: usize = 2 * sizeof<Float>();

/** Bytes of one entry of a list of kind S. */
export function entryBytes<S>(): usize {
  return sizeof<S>() == 1 ? PIXEL_BYTES : FACTOR_BYTES;
}

/** Which row of the matrix an entry multiplies. */
export function entryRow<S>(entry: usize): usize {
  return sizeof<S>() == 1 ? load<u32>(entry) >> 8 : load<u32>(entry);
}

/**
 * entries, starts ← count images of width bytes each; starts[n] is where the list of image n begins, starts[count]
 * where the last one ends. Returns that end.
 */
export function listPixels(entries: usize, starts: usize, bytes: usize, count: usize, width: usize): usize {
  for (let n: usize = 0; n < count; n++) {
    store<u32>(starts + (n << 2), <u32>entries);
    for (let i: usize = 0; i < width; i++) {
      const byte = load<u8>(bytes++);
      store<u32>(entries, ((<u32>i) << 8) | byte);
      entries += (<usize>(byte != 0)) << 2; // written always, kept if not zero: no branch to mispredict
    }
  }
  store<u32>(starts + (count << 2), <u32>entries);
  return entries;
}

/** list ← the non-zero ones of count floats; returns its end. */
export function listFactors(list: usize, x: usize, count: usize): usize {
  for (let k: usize = 0; k < count; k++) {
    const value = load<Float>(x + k * sizeof<Float>());
    store<u32>(list, <u32>k);
    store<Float>(list + sizeof<Float>(), value);
    list += value != 0 ? FACTOR_BYTES : 0;
  }
  return list;
}
