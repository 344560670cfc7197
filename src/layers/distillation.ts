import { type Labels, type NdArray, zeros } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import { classNumbers } from './labels.js';
import { crossEntropyDifference } from './loss-difference.js';
import type { LossLayer } from './loss-layer.js';

export interface DistillationSettings {
  /** T: scores are divided by T before softmax, which makes small probabilities larger. */
  readonly temperature: number;
  /** w: weight of the teachers; the labels have 1 − w. */
  readonly weight: number;
}

/**
 * L = (1 − w) L(labels) − w T² (1/N) Σ q ln p, with p = softmax(s / T) and q the teachers' mean softmax(s / T);
 * ds = (1 − w) ds(labels) + w T (p − q) / N. s, p, q: [N, K]. T² keeps the ratio of the two gradients independent of T
 * (Hinton, Vinyals and Dean 2015, arXiv:1503.02531, section 2). Before `teach`, L is the loss of the labels.
 */
export class Distillation implements LossLayer {
  readonly scale: number;
  readonly #engine: Engine;
  readonly #labels: LossLayer;
  readonly #T: number;
  readonly #w: number;
  readonly #z: RowBuffer;
  readonly #p: RowBuffer;
  #q: NdArray | undefined;

  /** labels: a layer of softmax with cross-entropy. */
  constructor(engine: Engine, labels: LossLayer, { temperature, weight }: DistillationSettings) {
    this.scale = 1 - weight + weight * temperature ** 2;
    this.#engine = engine;
    this.#labels = labels;
    this.#T = temperature;
    this.#w = weight;
    this.#z = new RowBuffer(engine);
    this.#p = new RowBuffer(engine);
  }

  teach(q: NdArray): void {
    this.#q = q;
  }

  forward(s: NdArray, t: Labels): number {
    const loss = this.#labels.forward(s, t);
    const q = this.#q;
    if (!q) return loss;
    const [N, K] = s.shape;
    if (q.shape[0] !== N) throw new Error(`teachers gave probabilities for ${q.shape[0]} samples, the batch has ${N}`);
    const numbers = classNumbers(t, K, N);
    const z = divided(this.#z.view(N, K), s, this.#T);
    // −Σ q ln p = logsumexp(z) − Σ q z; the engine computes logsumexp(z) − z[t]
    const taught = this.#engine.softmaxCrossEntropy(this.#p.view(N, K), z, numbers, 0) + lead(z, numbers, q);
    return this.#sum(loss, taught);
  }

  backward(): NdArray {
    const ds = this.#labels.backward();
    const q = this.#q;
    if (!q) return ds;
    const p = this.#p.last;
    const [N, K] = p.shape;
    const [share, factor] = [1 - this.#w, (this.#w * this.#T) / N];
    for (let n = 0; n < N; n++) {
      for (let k = 0; k < K; k++) ds.set(n, k, share * ds.get(n, k) + factor * (p.get(n, k) - q.get(n, k)));
    }
    return ds;
  }

  difference(above: NdArray, below: NdArray, t: Labels): number {
    const difference = this.#labels.difference(above, below, t);
    if (!this.#q) return difference;
    const numbers = classNumbers(t, above.shape[1]);
    const [a, b] = [above, below].map((s) => divided(zeros(s.shape), s, this.#T));
    const change = zeros(a.shape);
    for (let i = 0; i < change.size; i++) change.data[i] = a.data[i] - b.data[i];
    return this.#sum(difference, crossEntropyDifference(a, b, numbers) + lead(change, numbers, this.#q));
  }

  atBatch(): LossAtBatch {
    throw new Error('incremental differences do not support distillation');
  }

  output(s: NdArray): NdArray {
    return this.#labels.output(s);
  }

  #sum(labels: number, teachers: number): number {
    return (1 - this.#w) * labels + this.#w * this.#T ** 2 * teachers;
  }
}

/** z ← s / T; returns z. */
function divided(z: NdArray, s: NdArray, T: number): NdArray {
  const [N, K] = s.shape;
  for (let n = 0; n < N; n++) for (let k = 0; k < K; k++) z.set(n, k, s.get(n, k) / T);
  return z;
}

/** The batch mean of z[t] − Σ q z, computed as Σ q (z[t] − z). */
function lead(z: NdArray, t: Labels, q: NdArray): number {
  const [N, K] = z.shape;
  let sum = 0;
  for (let n = 0; n < N; n++) {
    const label = z.get(n, t.get(n));
    for (let k = 0; k < K; k++) sum += q.get(n, k) * (label - z.get(n, k));
  }
  return sum / N;
}
