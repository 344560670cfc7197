import type { Net } from '../net.js';
import type { PageData } from '../page-data.js';
import { signedPicture } from './pictures.js';

/** The largest weights beyond this share are all drawn in full: a single large one must not make the others pale. */
const FULL_AT = 0.995;

/** The weights of each unit of the first layer as a picture. In a net without hidden units, these are the classes. */
export class UnitPictures {
  /** The units, the most important first. */
  readonly order: readonly number[];
  readonly #weights: readonly Float64Array[];
  readonly #full: number;
  readonly #columns: number;

  constructor({ unitImportance, dataset }: PageData, { network }: Net) {
    const { W1 } = network.params;
    const [pixels, units] = W1.shape;
    this.order = [...Array(units).keys()].sort((a, b) => (unitImportance[b] ?? 0) - (unitImportance[a] ?? 0));
    this.#weights = Array.from({ length: units }, (_, j) =>
      Float64Array.from({ length: pixels }, (_, i) => W1.get(i, j)),
    );
    const sizes = Float64Array.from(
      this.#weights.flatMap((row) => [...row]),
      Math.abs,
    ).sort();
    this.#full = sizes[Math.floor(FULL_AT * (sizes.length - 1))] || 1;
    this.#columns = dataset.columns;
  }

  of(unit: number, name = `unit ${unit}`): HTMLCanvasElement {
    return signedPicture(this.#weights[unit], this.#columns, this.#full, `The weights of ${name}`);
  }
}
