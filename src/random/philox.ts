import { PolarNormal } from './polar.js';
import { maskedInteger, type RandomState, type ResumableRandom, uniformFrom } from './random.js';

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC 2011), this project's default generator. Block k of a stream is a pure
 * function of (seed, stream, k). Streams are therefore independent, and a generator can start at any position.
 */
export class Philox implements ResumableRandom {
  readonly #seed: number;
  readonly #stream: readonly [number, number];
  readonly #block = new Uint32Array(4);
  #nextBlock = 0;
  #used = 4;
  readonly #normal = new PolarNormal(() => this.uniform());
  readonly #next = () => this.uint32();

  /** seed, stream and substream: integers from 0 to 2³² − 1. */
  constructor(seed: number, stream: number, substream = 0) {
    this.#seed = seed;
    this.#stream = [stream, substream];
  }

  uniform(): number {
    return uniformFrom(this.uint32(), this.uint32());
  }

  normal(): number {
    return this.#normal.next();
  }

  integer(n: number): number {
    return maskedInteger(this.#next, n);
  }

  /** The next 32 bits, 0 … 2³² − 1. */
  uint32(): number {
    if (this.#used === 4) {
      this.#makeBlock(this.#nextBlock++);
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  /** The words are the number of the next block and how many words of the current block are used. */
  get state(): RandomState {
    return { words: [this.#nextBlock, this.#used], kept: this.#normal.kept };
  }

  set state({ words, kept }: RandomState) {
    const [nextBlock, used] = words;
    if (words.length !== 2 || !(nextBlock >= (used === 4 ? 0 : 1)) || !(used >= 0 && used <= 4)) {
      throw new RangeError(`[${words}] is not a state of Philox`);
    }
    if (used < 4) this.#makeBlock(nextBlock - 1);
    this.#nextBlock = nextBlock;
    this.#used = used;
    this.#normal.kept = kept;
  }

  #makeBlock(k: number): void {
    this.#block[0] = k;
    this.#block[1] = k / 4294967296;
    this.#block[2] = this.#stream[0];
    this.#block[3] = this.#stream[1];
    philox4x32(this.#block, this.#seed, 0);
  }
}

/** Runs ten rounds on a counter of four words, in place, with a key of two words. */
export function philox4x32(counter: Uint32Array, key0: number, key1: number): void {
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

/** The upper 32 bits of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  // None of these sums exceeds 2³² − 1.
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}
