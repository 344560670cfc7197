import type { NdArray } from '../../array.js';
import type { Downstream, LossAtBatch, Units } from '../differences.js';
import { type Input, rowCount } from '../engine.js';
import { ACTIVATIONS } from './activations.js';
import { readRow } from './matrix.js';

/** Implements `Engine.centralDifferences`: for every element, recomputes the loss at w + h and at w − h from unit j on. */
export function centralDifferences(dW: NdArray, db: NdArray, x: Input, downstream: Downstream, h: number): void {
  const [inputs, outputs] = dW.shape;
  for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) dW.set(i, j, 0);
  for (let j = 0; j < outputs; j++) db.set(j, 0);

  for (let n = 0; n < rowCount(x); n++) {
    const row = readRow(x, n, inputs);
    for (let j = 0; j < outputs; j++) {
      const slope = (step: number) =>
        (lossChange(n, j, step, downstream) - lossChange(n, j, -step, downstream)) / (2 * h);
      db.set(j, db.get(j) + slope(h));
      for (let i = 0; i < inputs; i++) {
        if (row[i] !== 0) dW.set(i, j, dW.get(i, j) + slope(row[i] * h));
      }
    }
  }
}

/** The change of the loss when the input of unit j changes by d, for sample n. */
function lossChange(n: number, j: number, d: number, { units, tail, loss }: Downstream): number {
  let changes = new Map([[j, activationChange(units, n, j, d)]]);
  for (const stage of tail) {
    const next = new Map<number, number>();
    for (let k = 0; k < stage.a.shape[1]; k++) {
      let u = 0;
      for (const [unit, change] of changes) if (change !== 0) u += change * stage.W.get(unit, k);
      next.set(k, activationChange(stage, n, k, u));
    }
    changes = next;
  }
  if (loss.kind === 'squares') return squaresChange(loss, n, changes);
  const scores = (tail.at(-1) ?? units).z;
  const isFar = [...changes.values()].some((u) => Math.abs(u) > 1);
  return isFar ? newCrossEntropy(loss, n, scores, changes) : crossEntropyChange(loss, n, changes);
}

/** activation(a + d) − z */
function activationChange({ activation, a, z }: Units, n: number, j: number, d: number): number {
  return activation === 'identity' ? d : ACTIVATIONS[activation].y(a.get(n, j) + d) - z.get(n, j);
}

/**
 * The change of the cross-entropy when the outputs change by u. With v = Σ y_k (e^u_k − 1), r = (e^u_t − 1 − v) / (1 + v)
 * and q = y_t / (y_t + ε), the new y_t + ε is (y_t + ε)(1 + q r), so the loss changes by −ln(1 + q r). No large numbers are
 * subtracted.
 */
function crossEntropyChange(
  { y, t, epsilon }: Extract<LossAtBatch, { kind: 'softmax' }>,
  n: number,
  changes: ReadonlyMap<number, number>,
): number {
  let v = 0;
  for (const [k, u] of changes) v += y.get(n, k) * Math.expm1(u);
  const label = t.get(n);
  const q = epsilon > 0 ? y.get(n, label) / (y.get(n, label) + epsilon) : 1;
  return -Math.log1p((q * (Math.expm1(changes.get(label) ?? 0) - v)) / (1 + v)) / y.shape[0];
}

/** The same for changes above 1, where 1 + q r loses digits: the new loss minus the old one. */
function newCrossEntropy(
  { y, t, epsilon }: Extract<LossAtBatch, { kind: 'softmax' }>,
  n: number,
  scores: NdArray,
  changes: ReadonlyMap<number, number>,
): number {
  const lossOf = (s: readonly number[]): number => {
    const max = Math.max(...s);
    const sum = s.reduce((total, score) => total + Math.exp(score - max), 0);
    const difference = s[t.get(n)] - max;
    return epsilon > 0 ? -Math.log(Math.exp(difference) / sum + epsilon) : Math.log(sum) - difference;
  };
  const s = Array.from({ length: scores.shape[1] }, (_, k) => scores.get(n, k));
  return (lossOf(s.map((score, k) => score + (changes.get(k) ?? 0))) - lossOf(s)) / y.shape[0];
}

/** Σ ((y + u − t)² − (y − t)²) / 2n */
function squaresChange(
  { y, t }: Extract<LossAtBatch, { kind: 'squares' }>,
  n: number,
  changes: ReadonlyMap<number, number>,
): number {
  let sum = 0;
  for (const [k, u] of changes) sum += u * (2 * (y.get(n, k) - t.get(n, k)) + u);
  return sum / (2 * y.size);
}
