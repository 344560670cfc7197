import { type Distorter, type DistortionSource, imageBytes } from './distorter.js';
import type { Originals } from './originals.js';

/** Where batches of copies are made, in the memory of the originals; it can be sent to another thread. */
export interface QueuePlace {
  readonly address: number;
  /** Images of a batch, at most. */
  readonly batchSize: number;
  /** Batches there is room for. */
  readonly slots: number;
}

/** What a thread that makes copies has to know. */
export interface CopyWorkerData {
  readonly originals: Originals;
  readonly source: DistortionSource;
  readonly place: QueuePlace;
}

const CACHE_LINE = 64;

/** Words, each on a cache line of its own: how many groups are asked for, and how many are taken. Behind them, the slots. */
const ASKED = 0;
const TAKEN = CACHE_LINE / 4;
const SLOTS_AT = 2 * CACHE_LINE;

/** The words of a slot: how many groups are done, the epoch, how many images; then their numbers, then the copies. */
const DONE = 0;
const EPOCH = 1;
const COUNT = 2;
const SLOT_WORDS = CACHE_LINE / 4;

/** Images that a thread takes at a time, some 150 µs of work, or more, as a batch is of few groups. */
const SMALLEST_GROUP = 16;
const MOST_GROUPS = 32;

/** Looks before going to sleep. */
const LOOKS = 2000;

/**
 * Batches that are to be made, in groups of some images. Every thread takes the next group that nobody has; a copy is the
 * same whoever makes it.
 */
export class CopyQueue {
  readonly #words: Int32Array;
  readonly #distorter: Distorter;
  readonly #originals: Originals;
  readonly #place: QueuePlace;
  readonly #groupSize: number;
  readonly #groups: number;

  constructor(distorter: Distorter, originals: Originals, place: QueuePlace) {
    this.#distorter = distorter;
    this.#originals = originals;
    this.#place = place;
    this.#words = new Int32Array(originals.memory.buffer, place.address, queueBytes(place, originals) / 4);
    this.#groupSize = Math.max(SMALLEST_GROUP, Math.ceil(place.batchSize / MOST_GROUPS));
    this.#groups = Math.ceil(place.batchSize / this.#groupSize);
  }

  /** Asks for batch number `batch`: copies of images as they are in an epoch. Its slot must be free. */
  ask(batch: number, index: Int32Array, epoch: number): void {
    const slot = this.#slot(batch);
    this.#words[slot + EPOCH] = epoch;
    this.#words[slot + COUNT] = index.length;
    this.#words.set(index, slot + SLOT_WORDS);
    Atomics.store(this.#words, slot + DONE, 0);
    Atomics.store(this.#words, ASKED, (batch + 1) * this.#groups);
    Atomics.notify(this.#words, ASKED);
  }

  /** Makes the groups of a batch, and of those before it, that nobody has taken. */
  help(batch: number): void {
    const end = (batch + 1) * this.#groups;
    for (let group = Atomics.load(this.#words, TAKEN); group < end; group = Atomics.load(this.#words, TAKEN)) {
      this.#take(group);
    }
  }

  /** Waits until a batch is done; false if it is not after so many milliseconds. */
  await(batch: number, patience: number): boolean {
    const word = this.#slot(batch) + DONE;
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(this.#words, word) === this.#groups) return true;
    const end = performance.now() + patience;
    for (;;) {
      const done = Atomics.load(this.#words, word);
      if (done === this.#groups) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#words, word, done, left);
    }
  }

  /** The copies of a batch, byte by byte as the originals. */
  copies(batch: number): Uint8Array {
    const slot = this.#slot(batch);
    return this.#distorter.memory.bytes(this.#copiesAt(slot), this.#words[slot + COUNT] * imageBytes(this.#originals));
  }

  /** Another thread's side: makes whatever is asked for, for ever. */
  serve(): never {
    for (;;) {
      const group = Atomics.load(this.#words, TAKEN);
      if (group < Atomics.load(this.#words, ASKED)) this.#take(group);
      else Atomics.wait(this.#words, ASKED, group);
    }
  }

  /** Makes a group unless another thread has taken it. */
  #take(group: number): void {
    if (Atomics.compareExchange(this.#words, TAKEN, group, group + 1) !== group) return;
    const slot = this.#slot(Math.floor(group / this.#groups));
    const first = (group % this.#groups) * this.#groupSize;
    const count = Math.min(this.#groupSize, this.#words[slot + COUNT] - first);
    if (count > 0) {
      const index = this.#place.address + (slot + SLOT_WORDS + first) * 4;
      const out = this.#copiesAt(slot) + first * imageBytes(this.#originals);
      this.#distorter.distort(out, index, count, this.#words[slot + EPOCH]);
    }
    Atomics.add(this.#words, slot + DONE, 1);
    Atomics.notify(this.#words, slot + DONE);
  }

  #slot(batch: number): number {
    return (SLOTS_AT + (batch % this.#place.slots) * slotBytes(this.#place, this.#originals)) / 4;
  }

  #copiesAt(slot: number): number {
    return this.#place.address + slot * 4 + headBytes(this.#place);
  }
}

/** The memory that a queue takes. */
export function queueBytes(place: Omit<QueuePlace, 'address'>, originals: Originals): number {
  return SLOTS_AT + place.slots * slotBytes(place, originals);
}

function slotBytes(place: Pick<QueuePlace, 'batchSize'>, originals: Originals): number {
  return headBytes(place) + wholeLines(place.batchSize * imageBytes(originals));
}

function headBytes({ batchSize }: Pick<QueuePlace, 'batchSize'>): number {
  return SLOT_WORDS * 4 + wholeLines(batchSize * 4);
}

function wholeLines(bytes: number): number {
  return Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
}
