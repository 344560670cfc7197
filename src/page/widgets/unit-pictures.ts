import type { Net } from '../net.js';
import type { PageData } from '../page-data.js';
import { paintSigned, signedPicture } from './pictures.js';

/** Weights above this quantile have full opacity, so that a few large weights do not make the others pale. */
const FULL_QUANTILE = 0.995;

/** Pictures of the weights of each unit of the first layer, or of each class in a net without hidden units. */
export class UnitPictures {
  /** The units in order of importance. */
  readonly order: readonly number[];
  #weights: readonly Float64Array[] = [];
  #full = 1;
  readonly #net: Net;
  readonly #columns: number;
  /** All pictures, to repaint them. */
  readonly #made: (readonly [picture: HTMLCanvasElement, unit: number])[] = [];

  constructor({ unitImportance, dataset }: PageData, net: Net) {
    const units = net.network.params.W1.shape[1];
    this.order = [...Array(units).keys()].sort((a, b) => (unitImportance[b] ?? 0) - (unitImportance[a] ?? 0));
    this.#net = net;
    this.#columns = dataset.columns;
    this.repaint();
  }

  /** Repaints all pictures with the net's current parameters. */
  repaint(): void {
    const { W1 } = this.#net.network.params;
    const [pixels, units] = W1.shape;
    this.#weights = Array.from({ length: units }, () => new Float64Array(pixels));
    const sizes = new Float64Array(pixels * units);
    for (let i = 0; i < pixels; i++) {
      for (let j = 0; j < units; j++) {
        const weight = W1.get(i, j);
        this.#weights[j][i] = weight;
        sizes[i * units + j] = Math.abs(weight);
      }
    }
    sizes.sort();
    this.#full = sizes[Math.floor(FULL_QUANTILE * (sizes.length - 1))] || 1;
    for (const [picture, unit] of this.#made) paintSigned(picture, this.#weights[unit], this.#full);
  }

  of(unit: number, name = `unit ${unit}`): HTMLCanvasElement {
    const picture = signedPicture(this.#weights[unit], this.#columns, this.#full, `The weights of ${name}`);
    this.#made.push([picture, unit]);
    return picture;
  }
}
