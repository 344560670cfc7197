import { PolarNormal } from './polar.js';
import { maskedInteger, type RandomState, type ResumableRandom, uniformFrom } from './random.js';

const N = 624;
const M = 397;

/**
 * `np.random` after `np.random.seed(seed)`, bit for bit: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) with
 * the legacy `random_sample` and `randn`, and the bounded integers used by `choice`, `randint` and `shuffle`.
 */
export class NumpyRandom implements ResumableRandom {
  readonly #state = new Uint32Array(N);
  #position = N;
  readonly #normal = new PolarNormal(() => this.uniform());
  readonly #next = () => this.uint32();

  /** seed: an integer from 0 to 2³² − 1, as in NumPy. Throws a RangeError for any other value. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new RangeError(`seed is ${seed}, expected an integer from 0 to 2³² − 1`);
    }
    this.#state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = this.#state[i - 1] ^ (this.#state[i - 1] >>> 30);
      this.#state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** `np.random.random_sample()` */
  uniform(): number {
    return uniformFrom(this.uint32(), this.uint32());
  }

  /** `np.random.randn()` */
  normal(): number {
    return this.#normal.next();
  }

  /** `np.random.randint(n)`; also one element of `np.random.choice(n, size)` */
  integer(n: number): number {
    return maskedInteger(this.#next, n);
  }

  /** The next raw 32-bit word. */
  uint32(): number {
    if (this.#position === N) this.#twist();
    let y = this.#state[this.#position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** The words are the generator's 624 words and the number of words already used. */
  get state(): RandomState {
    return { words: [...this.#state, this.#position], kept: this.#normal.kept };
  }

  set state({ words, kept }: RandomState) {
    const position = words[N];
    if (words.length !== N + 1 || !(position >= 0 && position <= N)) {
      throw new RangeError(`${words.length} words are not a state of MT19937`);
    }
    this.#state.set(words.slice(0, N));
    this.#position = position;
    this.#normal.kept = kept;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < N; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}
