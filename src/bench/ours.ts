import { availableParallelism } from 'node:os';
import type { Precision } from '../array.js';
import type { Engine } from '../engine/engine.js';
import type { ActivationName } from '../engine/reference/activations.js';
import { createSimdEngine } from '../engine/simd/engine.js';
import { Network } from '../network/network.js';
import { Philox } from '../random/philox.js';

/** A number of threads; undefined means one for each core. */
export type Threads = number | undefined;

/** Thread counts to compare: one, and one for each core. */
export const THREAD_COUNTS: readonly number[] = [...new Set([1, availableParallelism()])];

export function simdEngine(precision: Precision, threads: Threads = availableParallelism()): Engine {
  return createSimdEngine(precision, { threads });
}

export function threadsText(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}

/** The same as flags of `mnist-train`. */
export function threadFlags(threads: Threads): string[] {
  return threads === undefined ? [] : ['--threads', String(threads)];
}

/** A 784-hidden-10 net with the book's initial weights. */
export function bookNet(engine: Engine, hidden: readonly number[], activation: ActivationName): Network {
  const network = new Network(engine, { input: 784, hidden, output: 10, activation });
  network.initialise(new Philox(0, 1), 0.01);
  return network;
}
