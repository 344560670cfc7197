import type { Precision } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { createSimdEngine } from '../engine/simd/engine.js';
import { type Activation, Network } from '../network/network.js';
import { Philox } from '../random/philox.js';

/** The one place that knows how a number of threads is asked for; undefined is the default. */
export type Threads = number | undefined;

/** What is worth comparing: the engine works on one thread as yet. */
export const THREAD_COUNTS: readonly Threads[] = [undefined];

export function simdEngine(precision: Precision, _threads?: Threads): Engine {
  return createSimdEngine(precision);
}

/** The flags of `mnist-train` that say the same. */
export function threadFlags(threads: Threads): string[] {
  return threads === undefined ? [] : ['--threads', String(threads)];
}

/** 784-hidden-10 with the book's initial weights. */
export function bookNet(engine: Engine, hidden: readonly number[], activation: Activation): Network {
  const network = new Network(engine, { input: 784, hidden, output: 10, activation });
  network.initialise(new Philox(0, 1), 0.01);
  return network;
}
