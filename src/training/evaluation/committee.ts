import ndarray from 'ndarray';
import type { NdArray } from '../../array.js';
import type { Batch } from '../../engine/engine.js';
import type { Network } from '../../network/network.js';
import { createBreather } from '../breathe.js';
import { answer, type Evaluation } from './evaluation.js';
import { logSoftmax } from './log-softmax.js';

/** Consecutive images of a split: `first` is the number of the first one. */
export interface Chunk {
  readonly x: Batch;
  readonly first: number;
}

/** The result of a committee, and the results of its members alone. */
export interface CommitteeEvaluation extends Evaluation {
  /** The predicted classes of each net, image by image. */
  readonly answers: readonly Uint8Array[];
  /** The accuracy of each net. */
  readonly accuracies: readonly number[];
}

/**
 * Averages the log-probabilities of several nets, and of several copies of an image. This is the geometric mean of the
 * probabilities (Hinton, Vinyals and Dean, arXiv:1503.02531, "product of experts").
 */
export class Committee {
  readonly #networks: readonly Network[];
  readonly #labels: Uint8Array;
  readonly #classes: number;
  /** Σ log-probabilities, [networks][count · classes] */
  readonly #sums: readonly Float64Array[];
  /** How often each net has evaluated the images. */
  readonly #looks: Uint32Array;

  /** labels: the true classes of the images; `logProbabilities` needs only their number. */
  constructor(networks: readonly Network[], labels: Uint8Array) {
    this.#networks = networks;
    this.#labels = labels;
    this.#classes = networks[0].architecture.output;
    this.#sums = networks.map(() => new Float64Array(labels.length * this.#classes));
    this.#looks = new Uint32Array(networks.length);
  }

  /**
   * Runs nets over all images, or one distorted copy of each. Reports how many images are done. members: the indices of the
   * nets, by default all.
   */
  async look(
    chunks: Iterable<Chunk>,
    onProgress: (done: number) => void = () => {},
    members: readonly number[] = [...this.#networks.keys()],
  ): Promise<void> {
    const breathe = createBreather();
    for (const i of members) this.#looks[i]++;
    for (const { x, first } of chunks) {
      for (const i of members) this.#add(this.#sums[i], this.#networks[i].scores(x), first);
      onProgress(first + x.index.length);
      await breathe();
    }
  }

  /** sums ← sums + ln softmax(scores), for the images from number `first` on. */
  #add(sums: Float64Array, scores: NdArray, first: number): void {
    const [N, K] = scores.shape;
    for (let n = 0; n < N; n++) {
      const logs = logSoftmax(Array.from({ length: K }, (_, k) => scores.get(n, k)));
      for (let k = 0; k < K; k++) sums[(first + n) * K + k] += logs[k];
    }
  }

  /** The log-probabilities of the committee, [count · classes]. Call `look` for every net first. */
  logProbabilities(): Float64Array {
    const K = this.#classes;
    const mean = new Float64Array(this.#labels.length * K);
    for (const [net, sums] of this.#sums.entries()) {
      const divisor = this.#looks[net] * this.#networks.length;
      for (let i = 0; i < mean.length; i++) mean[i] += sums[i] / divisor;
    }
    for (let n = 0; n < this.#labels.length; n++) {
      const row = mean.subarray(n * K, (n + 1) * K);
      row.set(logSoftmax(row));
    }
    return mean;
  }

  /** Call `look` for every net first. */
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
