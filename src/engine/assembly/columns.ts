/**
 * The pixels of a batch that are not zero, column by column: for pixel 0 the samples in which it is not zero, for pixel 1
 * …, each in ascending order. Layer 1 walks these lists forward and backward, and every step of a walk multiplies a whole
 * row of hidden units. Long batches are cut into blocks, so that a block's part of a matrix [N, …] stays in the L1 cache.
 *
 * A block: `inputs + 2` words, where each column's list starts and the last one ends; behind them the entries, a word
 * each, sample · 256 + byte. The next block begins where the last list ends.
 */
export const BLOCK: usize = 128;
export const ENTRY_BYTES: u32 = 4;

const CACHE_LINE: u32 = 64;

/** Where the list of column i starts, which is where that of i − 1 ends. */
export function listStart(lists: usize, i: usize): usize {
  return load<u32>(lists + (i << 2));
}

/** Where the block behind this one begins. */
export function nextBlock(lists: usize, inputs: usize): usize {
  return listStart(lists, inputs);
}

/** The sample of an entry, counted from the first of its block. */
export function place(entry: usize): usize {
  return load<u32>(entry) >> 8;
}

/** What the byte of an entry stands for, in every lane. */
export function factor(entry: usize, table: usize): v128 {
  return v128.load_splat<Float>(table + <usize>load<u8>(entry) * sizeof<Float>());
}

/** lists ← the blocks of a batch of N images, at least one, given by numbers in `index`, their own lists by `starts`. */
export function listColumns(lists: usize, starts: usize, index: usize, N: usize, inputs: usize): void {
  fetch(lists, starts, index, N);
  let first: usize = 0;
  do {
    listBlock(lists, starts, index + (first << 2), min(BLOCK, N - first), inputs);
    lists = nextBlock(lists, inputs);
    first += BLOCK;
  } while (first < N);
}

/** Counts the entries of each column, adds up where its list starts, and deals the entries out: a counting sort. */
function listBlock(lists: usize, starts: usize, index: usize, N: usize, inputs: usize): void {
  memory.fill(lists, 0, (inputs + 2) << 2);
  for (let n: usize = 0; n < N; n++) {
    const image = starts + ((<usize>load<u32>(index + (n << 2))) << 2);
    const end = load<u32>(image, 4);
    for (let pixel = load<u32>(image); pixel < end; pixel += 4) {
      const count = lists + ((load<u32>(pixel) >> 8) << 2);
      store<u32>(count, load<u32>(count, 8) + 1, 8);
    }
  }
  let start = <u32>(lists + ((inputs + 2) << 2));
  store<u32>(lists, start);
  for (let i: usize = 1; i < inputs + 2; i++) {
    start += load<u32>(lists + (i << 2)) * ENTRY_BYTES;
    store<u32>(lists + (i << 2), start);
  }
  // until its entries are there, the start of a column is kept one place further on, and ends where the next one starts
  for (let n: usize = 0; n < N; n++) {
    const image = starts + ((<usize>load<u32>(index + (n << 2))) << 2);
    const end = load<u32>(image, 4);
    for (let pixel = load<u32>(image); pixel < end; pixel += 4) {
      const bits = load<u32>(pixel);
      const column = lists + ((bits >> 8) << 2);
      const entry = load<u32>(column, 4);
      store<u32>(entry, ((<u32>n) << 8) | (bits & 0xff));
      store<u32>(column, entry + ENTRY_BYTES, 4);
    }
  }
}

/**
 * Reads one word of every cache line of the images' lists. They lie all over the memory, and asked for together they are
 * waited for together: 1.2× for the whole of layer 1. `unused` takes what was read, or it would not be.
 */
function fetch(unused: usize, starts: usize, index: usize, N: usize): void {
  let sum: u32 = 0;
  for (let n: usize = 0; n < N; n++) {
    const image = starts + ((<usize>load<u32>(index + (n << 2))) << 2);
    const end = load<u32>(image, 4);
    for (let at = load<u32>(image); at < end; at += CACHE_LINE) sum += load<u32>(at);
  }
  store<u32>(unused, sum);
}
