import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { CopyMaker, type CopyThread } from '../../src/augment/copy-maker.js';
import type { CopyWorkerData } from '../../src/augment/copy-queue.js';
import { Distorter } from '../../src/augment/distorter.js';
import { LIVELY, shareDigits } from './images.js';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const source = { settings: LIVELY, seed: 6, set: 0 };
const originals = shareDigits(60);

/** Batches of up to 50 images, the last of each five short. */
const batches = Array.from({ length: 40 }, (_, b) => ({
  index: Int32Array.from({ length: b % 5 === 4 ? 7 : 50 }, (_, n) => (7 * n + b) % 60),
  epoch: 1 + Math.floor(b / 5),
}));
const distorter = new Distorter(originals, source);
const expected = batches.map(({ index, epoch }) => hashOf(distorter.copies(index, epoch)));

/** What comes of all batches, as many asked for ahead as may be. */
async function copies(maker: CopyMaker, pause: (batch: number) => Promise<void> | void): Promise<string[]> {
  let asked = 0;
  const made: string[] = [];
  for (const batch of batches.keys()) {
    for (; asked < Math.min(batch + maker.ahead, batches.length); asked++) {
      maker.ask(batches[asked].index, batches[asked].epoch);
    }
    await pause(batch);
    made.push(hashOf(maker.take()));
  }
  return made;
}

describe.each([0, 1, 2])('%d workers', (workers) => {
  test('make the same copies, whoever is quicker', async () => {
    for (const ms of [0, 3]) {
      const maker = new CopyMaker(originals, source, { batchSize: 50, workers });
      try {
        const pause = () => new Promise<void>((resolve) => setTimeout(resolve, ms));
        expect(await copies(maker, pause)).toEqual(expected);
      } finally {
        maker.close();
      }
    }
  });
});

test('a batch is good until the next one is taken, though others are made meanwhile', async () => {
  const maker = new CopyMaker(originals, source, { batchSize: 50, workers: 1 });
  for (const { index, epoch } of batches.slice(0, maker.ahead)) maker.ask(index, epoch);
  const first = maker.take();
  maker.ask(batches[maker.ahead].index, batches[maker.ahead].epoch);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hashOf(first)).toBe(expected[0]);
  maker.close();
});

test('as many batches can wait as were promised', () => {
  const maker = new CopyMaker(originals, source, { batchSize: 50, workers: 0 });
  expect(() => maker.take()).toThrow('no batch of copies was asked for');
  maker.ask(batches[0].index, 1);
  expect(() => maker.ask(batches[0].index, 1)).toThrow('1 batches of copies are waiting already');
});

describe('a lost thread changes nothing', () => {
  /** In the place of workers: threads that do to the queue what `act` does. */
  function stub(act: (worker: EventEmitter, words: Int32Array) => void): (data: CopyWorkerData) => CopyThread {
    return ({ place }) => {
      const worker = Object.assign(new EventEmitter(), { unref: () => undefined, terminate: async () => 0 });
      setImmediate(() => act(worker, new Int32Array(originals.memory.buffer, place.address)));
      return worker as unknown as CopyThread;
    };
  }
  const TAKEN = 16;

  test('that never comes up', async () => {
    const start = stub((worker) => {
      worker.emit('error', new Error('no memory for a thread'));
      worker.emit('exit', 1);
    });
    const maker = new CopyMaker(originals, source, { batchSize: 50, workers: 2, start });
    expect(await copies(maker, (batch) => new Promise((resolve) => setTimeout(resolve, batch % 2)))).toEqual(expected);
  });

  test('that took images, and died', async () => {
    let isDead = false;
    const start = stub((worker, words) => {
      Atomics.add(words, TAKEN, 1);
      setTimeout(() => {
        worker.emit('exit', 1);
        isDead = true;
      }, 1);
    });
    const maker = new CopyMaker(originals, source, { batchSize: 50, workers: 1, start });
    const pause = async () => {
      while (!isDead) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    expect(await copies(maker, pause)).toEqual(expected);
  });

  test('that took images and goes on too late', async () => {
    let late: Int32Array | undefined;
    const start = stub((_, words) => {
      Atomics.add(words, TAKEN, 1);
      late = words;
    });
    const maker = new CopyMaker(originals, source, { batchSize: 50, workers: 1, start });
    const made = await copies(maker, async (batch) => {
      while (!late) await new Promise((resolve) => setTimeout(resolve, 1));
      if (batch > 3) late.fill(-1, 32, 2000); // over what it was asked for, long given up
    });
    expect(made).toEqual(expected);
  });
});
