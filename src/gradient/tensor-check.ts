/** How large an error may be and still be rounding: measured, correct nets stay 10 to 100 times below. */
export const NORM_TOLERANCE = 1e-8;
export const ELEMENT_TOLERANCE = 1e-6;
/** Gradients below this are compared absolutely, as relative errors of almost nothing mean nothing. */
const FLOOR = 1e-8;
/** Where more of a tensor's elements than this cross a kink, too few are left to judge by. */
const MAX_KINKS = 0.1;
/** The absolute error of a central difference of float64 numbers is this over h; measured, a tenth of it is reached. */
const ROUNDING = 0.1 * Number.EPSILON;

/** `kinks`: too many to judge; `rounding`: the gradient is hardly larger than the rounding of the differences. */
export type Verdict = 'agrees' | 'disagrees' | 'kinks' | 'rounding';

/** Back-propagation against central differences, for the checked elements of one parameter tensor. */
export interface TensorCheck {
  readonly name: string;
  readonly size: number;
  readonly checked: number;
  /** Of these, how many moved a unit across the kink of its activation; left out of the errors. */
  readonly kinks: number;
  /** ‖backprop − numerical‖ / (‖backprop‖ + ‖numerical‖) */
  readonly normError: number;
  /** The largest |backprop − numerical| / max(|backprop|, |numerical|, 1e-8), and where it is. */
  readonly maxError: number;
  readonly worst: { readonly index: readonly number[]; readonly backprop: number; readonly numerical: number } | null;
  readonly verdict: Verdict;
  /** Whether the verdict is `agrees`. */
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

  /** h: the step of the differences. */
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
