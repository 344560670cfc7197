import { type NdArray, offsets } from '../array.js';
import type { Batch, Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import type { Network } from '../network/network.js';
import type { ImageSource } from './image-source.js';

/** Teachers with the same view. */
export interface TeacherGroup {
  readonly networks: readonly Network[];
  /** Their images; by default the student's. */
  readonly images?: ImageSource | undefined;
}

/** A committee of trained nets. q is the mean of their softmax(s / T). */
export class Teachers {
  readonly #engine: Engine;
  readonly #groups: readonly TeacherGroup[];
  readonly #q: RowBuffer;
  readonly #y: RowBuffer;

  /** Scales the last layer of every net by 1 / T. */
  constructor(engine: Engine, groups: readonly TeacherGroup[], temperature: number) {
    this.#engine = engine;
    this.#groups = groups;
    this.#q = new RowBuffer(engine);
    this.#y = new RowBuffer(engine);
    for (const { networks } of groups) for (const network of networks) soften(network, temperature);
  }

  /** q [N, K] of one batch; x: the student's view of it. The next call overwrites q. */
  probabilities(x: Batch, index: Int32Array, epoch: number): NdArray {
    let q: NdArray | undefined;
    let count = 0;
    for (const { networks, images } of this.#groups) {
      const seen = images ? images.show(index, epoch) : x;
      for (const network of networks) {
        const s = network.scores(seen);
        const [N, K] = s.shape;
        count++;
        if (q === undefined) {
          q = this.#q.view(N, K);
          this.#engine.softmax(q, s);
        } else {
          const y = this.#y.view(N, K);
          this.#engine.softmax(y, s);
          this.#engine.movingAverage(q, y, 1 / count);
        }
      }
    }
    if (q === undefined) throw new Error('a committee without nets');
    return q;
  }
}

/** Divides the last layer, and so the scores, by T. */
function soften({ params, architecture: { hidden } }: Network, temperature: number): void {
  const last = hidden.length + 1;
  for (const array of [params[`W${last}`], params[`b${last}`]]) {
    for (const place of offsets(array)) array.data[place] /= temperature;
  }
}
