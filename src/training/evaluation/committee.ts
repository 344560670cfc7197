import ndarray from 'ndarray';
import type { NdArray } from '../../array.js';
import type { Batch } from '../../engine/engine.js';
import type { Network } from '../../network/network.js';
import { createBreather } from '../breathe.js';
import { answer, type Evaluation } from './evaluation.js';
import { logSoftmax } from './log-softmax.js';

/** Some images of a split in a row: as many as `x` has, from number `first` on. */
export interface Glimpse {
  readonly x: Batch;
  readonly first: number;
}

/** What nets say together, and what each of them says alone. */
export interface CommitteeEvaluation extends Evaluation {
  /** The class that each net says, image by image. */
  readonly answers: readonly Uint8Array[];
  /** The fraction of images that each net has right. */
  readonly accuracies: readonly number[];
}

/**
 * The opinion of several nets, and of one net on several copies of an image: the mean of their log-probabilities, which
 * is the geometric mean of the probabilities (Hinton, Vinyals and Dean, arXiv:1503.02531, "product of experts").
 */
export class Committee {
  readonly #networks: readonly Network[];
  readonly #labels: Uint8Array;
  readonly #classes: number;
  /** Σ log-probabilities, [networks][count · classes] */
  readonly #sums: readonly Float64Array[];
  /** How often each net has looked. */
  readonly #looks: Uint32Array;

  /** labels: of the images that will be shown; any for `logProbabilities`. All networks know the same classes. */
  constructor(networks: readonly Network[], labels: Uint8Array) {
    this.#networks = networks;
    this.#labels = labels;
    this.#classes = networks[0].architecture.output;
    this.#sums = networks.map(() => new Float64Array(labels.length * this.#classes));
    this.#looks = new Uint32Array(networks.length);
  }

  /** Shows the nets all images, or a distorted copy of each, telling how many are done. members: the places of some of them. */
  async look(
    glimpses: Iterable<Glimpse>,
    onProgress: (done: number) => void = () => {},
    members: readonly number[] = [...this.#networks.keys()],
  ): Promise<void> {
    const breathe = createBreather();
    for (const i of members) this.#looks[i]++;
    for (const { x, first } of glimpses) {
      for (const i of members) this.#hear(this.#sums[i], this.#networks[i].scores(x), first);
      onProgress(first + x.index.length);
      await breathe();
    }
  }

  /** sums ← sums + ln softmax(scores), for the images from number `first` on. */
  #hear(sums: Float64Array, scores: NdArray, first: number): void {
    const [N, K] = scores.shape;
    for (let n = 0; n < N; n++) {
      const logs = logSoftmax(Array.from({ length: K }, (_, k) => scores.get(n, k)));
      for (let k = 0; k < K; k++) sums[(first + n) * K + k] += logs[k];
    }
  }

  /** ln y of what all say together, [count · classes]. After at least one look of each. */
  logProbabilities(): Float64Array {
    const K = this.#classes;
    const mean = new Float64Array(this.#labels.length * K);
    for (const [net, sums] of this.#sums.entries()) {
      const opinions = this.#looks[net] * this.#networks.length;
      for (let i = 0; i < mean.length; i++) mean[i] += sums[i] / opinions;
    }
    for (let n = 0; n < this.#labels.length; n++) {
      const row = mean.subarray(n * K, (n + 1) * K);
      row.set(logSoftmax(row));
    }
    return mean;
  }

  /** After at least one look of each. */
  result(): CommitteeEvaluation {
    const labels = this.#labels;
    const logs = this.logProbabilities();
    const loss = -labels.reduce((sum, label, n) => sum + logs[n * this.#classes + label], 0) / labels.length;
    const answers = this.#sums.map((sums) => this.#answers(sums));
    return {
      loss,
      predicted: this.#answers(logs),
      labels,
      probabilities: Float32Array.from(logs, Math.exp),
      answers,
      accuracies: answers.map((answers) => this.#accuracy(answers)),
    };
  }

  #answers(logs: Float64Array): Uint8Array {
    const scores = ndarray(logs, [this.#labels.length, this.#classes]);
    return Uint8Array.from(this.#labels, (_, n) => answer(scores, n));
  }

  #accuracy(predicted: Uint8Array): number {
    return predicted.reduce((right, k, n) => right + (k === this.#labels[n] ? 1 : 0), 0) / this.#labels.length;
  }
}
