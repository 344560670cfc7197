import { naturalLog } from './natural-log.js';

/**
 * Standard normals in pairs by Marsaglia's polar method, the second of each pair kept for the next call,
 * as NumPy's `legacy_gauss` does. Only + − × ÷, √ and our own logarithm: identical bits on every machine.
 */
export class PolarNormal {
  readonly #uniform: () => number;
  /** The second of a pair, not yet drawn. */
  kept: number | null = null;

  constructor(uniform: () => number) {
    this.#uniform = uniform;
  }

  next(): number {
    if (this.kept !== null) {
      const { kept } = this;
      this.kept = null;
      return kept;
    }
    for (;;) {
      const x1 = 2 * this.#uniform() - 1;
      const x2 = 2 * this.#uniform() - 1;
      const r2 = x1 * x1 + x2 * x2;
      if (r2 >= 1 || r2 === 0) continue;
      const f = Math.sqrt((-2 * naturalLog(r2)) / r2);
      this.kept = f * x1;
      return f * x2;
    }
  }
}
