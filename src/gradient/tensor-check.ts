/** Largest errors that count as rounding. Measured errors of correct nets are 10 to 100 times smaller. */
export const NORM_TOLERANCE = 1e-8;
export const ELEMENT_TOLERANCE = 1e-6;
/** Smaller gradients are compared by absolute error, since their relative error is mostly rounding. */
const FLOOR = 1e-8;
/** No verdict if more than this fraction of the elements cross a kink. */
const MAX_KINKS = 0.1;
/** A central difference in float64 has an absolute error of at most ROUNDING / h; measured errors are ten times smaller. */
const ROUNDING = 0.1 * Number.EPSILON;

/** No verdict: `kinks`, too many elements cross a kink; `rounding`, the gradient is as small as the rounding error. */
export type Verdict = 'agrees' | 'disagrees' | 'kinks' | 'rounding';

/** The comparison of back-propagation with central differences for one parameter. */
export interface TensorCheck {
  readonly name: string;
  readonly size: number;
  readonly checked: number;
  /** Checked elements whose change moved a unit across the kink of its activation; excluded from the errors. */
  readonly kinks: number;
  /** ‖backprop − numerical‖ / (‖backprop‖ + ‖numerical‖) */
  readonly normError: number;
  /** The largest |backprop − numerical| / max(|backprop|, |numerical|, 1e-8); `worst` is its element. */
  readonly maxError: number;
  readonly worst: { readonly index: readonly number[]; readonly backprop: number; readonly numerical: number } | null;
  readonly verdict: Verdict;
  /** The verdict is `agrees`. */
  readonly passed: boolean;
}

export class Comparison {
  readonly #name: string;
  readonly #shape: readonly number[];
  readonly #rounding: number;
  #checked = 0;
  #kinks = 0;
  #squares = { difference: 0, backprop: 0, numerical: 0 };
  #maxError = 0;
  #excess = 0;
  #worst: TensorCheck['worst'] = null;

  /** h: the step size of the differences. */
  constructor(name: string, shape: readonly number[], h: number) {
    this.#name = name;
    this.#shape = shape;
    this.#rounding = ROUNDING / h;
  }

  add(element: number, backprop: number, numerical: number, kink: boolean): void {
    this.#checked++;
    if (kink) {
      this.#kinks++;
      return;
    }
    this.#squares.difference += (backprop - numerical) ** 2;
    this.#squares.backprop += backprop ** 2;
    this.#squares.numerical += numerical ** 2;
    const scale = Math.max(Math.abs(backprop), Math.abs(numerical), FLOOR);
    const error = Math.abs(backprop - numerical) / scale;
    this.#excess = Math.max(this.#excess, error - this.#rounding / scale);
    if (this.#worst && !(error > this.#maxError)) return;
    this.#maxError = error;
    this.#worst = { index: this.#index(element), backprop, numerical };
  }

  result(): TensorCheck {
    const { difference, backprop, numerical } = this.#squares;
    const scale = Math.sqrt(backprop) + Math.sqrt(numerical);
    const normError = scale === 0 ? 0 : Math.sqrt(difference) / scale;
    const verdict = this.#verdict(scale);
    return {
      name: this.#name,
      size: this.#shape.reduce((product, length) => product * length, 1),
      checked: this.#checked,
      kinks: this.#kinks,
      normError,
      maxError: this.#maxError,
      worst: this.#worst,
      verdict,
      passed: verdict === 'agrees',
    };
  }

  /** scale: ‖backprop‖ + ‖numerical‖ */
  #verdict(scale: number): Verdict {
    const rounding = this.#rounding * Math.sqrt(this.#checked - this.#kinks);
    const fits = Math.sqrt(this.#squares.difference) <= NORM_TOLERANCE * scale + rounding;
    if (!fits || !(this.#excess <= ELEMENT_TOLERANCE)) return 'disagrees';
    if (this.#kinks > MAX_KINKS * this.#checked) return 'kinks';
    return scale > 0 && scale < 100 * rounding ? 'rounding' : 'agrees';
  }

  #index(element: number): number[] {
    return this.#shape.length === 1 ? [element] : [Math.floor(element / this.#shape[1]), element % this.#shape[1]];
  }
}
