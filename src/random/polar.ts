import { naturalLog } from './natural-log.js';

/**
 * Standard normal numbers by Marsaglia's polar method. It makes them in pairs and keeps one for the next call, as NumPy's
 * `legacy_gauss` does. It uses only + − × ÷, √ and `naturalLog`, so every machine gives the same bits.
 */
export class PolarNormal {
  readonly #uniform: () => number;
  /** The other number of the last pair, if it has not been returned yet. */
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
