/**
 * Call queues with work stealing. Each thread of an engine has a queue in shared memory. The main thread writes kernel
 * calls to shared memory and divides them among the queues. A thread makes the calls of its own queue first, then steals
 * calls from the others, so a descheduled thread delays only the call it has started. Calls do not go through JavaScript: a
 * waiting thread finishes a short call within a microsecond or two.
 *
 * Kernels of all modules are in one table, in the same order in every thread.
 */

// A call: kernel number, number of integers, number of float64 constants, then the arguments.
export const INTEGERS_AT: usize = 12;
export const CONSTANTS_AT: usize = 56;
export const CALL_BYTES: usize = 128;

// Layout of a queue. Words written by different threads are on separate cache lines. Counters wrap around at 2³².
/** Number of calls posted so far. */
const POSTED: usize = 0;
/** Number of calls posted before those now in the queue. */
const BEFORE: usize = 4;
/** Address of the first of the calls now in the queue. */
const CALLS: usize = 8;
/** Number of calls started so far. */
const TAKEN: usize = 64;
/** Number of calls completed so far. */
const DONE: usize = 128;
/** 1 while the queue's own thread sleeps, or has not started yet. */
export const IS_ASLEEP: usize = 192;
/** 1 while the main thread sleeps until calls of this queue are completed. */
const IS_AWAITED: usize = 256;
/** 1 if a call failed, until `finish` has reported it. */
const FAILED: usize = 320;
/** 1 once the queue's own thread has started. */
export const IS_UP: usize = 384;
export const QUEUE_BYTES: usize = 448;

/** A thread spins this many times before it sleeps: about 0.5 ms. */
const SPINS_BEFORE_SLEEP: u32 = 40_000;

/** Other threads steal calls after this many spins, about 13 µs: stolen work is not in their caches. */
const SPINS_BEFORE_STEALING: u32 = 1_000;

/** Loads kernels into this thread's table until it contains number `kernel`; returns the number of kernels. */
declare function loadKernels(kernel: u32): u32;
/** Throws a RangeError: no case in `perform` for this number of arguments. */
declare function rejectSignature(integers: u32, constants: u32): void;

/** Result of `pause`, stored so that the compiler keeps the computation. */
let paused: f64 = 2;

/**
 * Waits about 13 ns. If two threads share a core, a plain spin loop takes half of it. Two dependent square roots leave the
 * core to the working thread. WebAssembly has no pause instruction.
 */
function pause(): void {
  paused = Math.sqrt(Math.sqrt(paused)) + 1;
}

/** Number of kernels in this thread's table. */
let kernelCount: u32 = 0;
/** Queue of the current call. */
let running: usize = 0;

/** Main loop of a worker; never returns. If a kernel throws, call `fail`, then `serve` again. */
export function serve(queues: usize, threads: usize, me: usize): void {
  const own = queues + me * QUEUE_BYTES;
  atomic.store<u32>(own + IS_UP, 1);
  atomic.store<u32>(own + IS_ASLEEP, 0);
  for (;;) {
    const posted = atomic.load<u32>(own + POSTED);
    work(own);
    for (let spin: u32 = 0; atomic.load<u32>(own + POSTED) == posted; spin++) {
      if (spin == SPINS_BEFORE_STEALING)
        for (let i: usize = 1; i < threads; i++) work(queues + ((me + i) % threads) * QUEUE_BYTES);
      if (spin < SPINS_BEFORE_SLEEP) {
        pause();
        continue;
      }
      atomic.store<u32>(own + IS_ASLEEP, 1);
      atomic.wait<u32>(own + POSTED, posted, -1);
      atomic.store<u32>(own + IS_ASLEEP, 0);
    }
  }
}

/** Main thread: divides `count` calls, which follow each other in memory, among the queues, and wakes their threads. */
export function post(queues: usize, threads: usize, calls: usize, count: usize): void {
  for (let thread = threads; thread > 0; thread--) {
    const queue = queues + (thread - 1) * QUEUE_BYTES;
    const from = ((thread - 1) * count) / threads;
    const before = atomic.load<u32>(queue + POSTED);
    store<u32>(queue + BEFORE, before);
    store<u32>(queue + CALLS, <u32>(calls + from * CALL_BYTES));
    atomic.store<u32>(queue + POSTED, before + <u32>((thread * count) / threads - from));
    if (atomic.load<u32>(queue + IS_ASLEEP)) atomic.notify(queue + POSTED, 1);
  }
}

/**
 * Main thread: makes calls until all are completed by some thread. Returns whether all succeeded. If a kernel throws, call
 * `fail`, then `finish` again.
 */
export function finish(queues: usize, threads: usize): bool {
  work(queues);
  let succeeded = true;
  for (let queue = queues; queue < queues + threads * QUEUE_BYTES; queue += QUEUE_BYTES) {
    finishQueue(queue);
    if (!load<u32>(queue + FAILED)) continue;
    store<u32>(queue + FAILED, 0);
    succeeded = false;
  }
  return succeeded;
}

/** Marks the call that threw as failed and completed. */
export function fail(): void {
  atomic.store<u32>(running + FAILED, 1);
  done(running);
}

/** Makes calls of a queue until all have been started. */
function work(queue: usize): void {
  for (;;) {
    const next = atomic.load<u32>(queue + TAKEN);
    if (next == atomic.load<u32>(queue + POSTED)) return;
    if (atomic.cmpxchg<u32>(queue + TAKEN, next, next + 1) != next) continue;
    running = queue;
    perform(<usize>load<u32>(queue + CALLS) + <usize>(next - load<u32>(queue + BEFORE)) * CALL_BYTES);
    done(queue);
  }
}

function done(queue: usize): void {
  atomic.add<u32>(queue + DONE, 1);
  if (atomic.load<u32>(queue + IS_AWAITED)) atomic.notify(queue + DONE, 1);
}

/** Waits until all calls of a queue are completed; steals those that its thread does not start in time. */
function finishQueue(queue: usize): void {
  const posted = atomic.load<u32>(queue + POSTED);
  const spinsBeforeStealing: u32 = atomic.load<u32>(queue + IS_ASLEEP) ? 0 : SPINS_BEFORE_STEALING;
  for (let spin: u32 = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
    if (atomic.load<u32>(queue + DONE) == posted) return;
    if (spin == spinsBeforeStealing) work(queue);
    pause();
  }
  // Sleeping gives this processor to a thread that needs one.
  atomic.store<u32>(queue + IS_AWAITED, 1);
  for (let done = atomic.load<u32>(queue + DONE); done != posted; done = atomic.load<u32>(queue + DONE)) {
    atomic.wait<u32>(queue + DONE, done, -1);
  }
  atomic.store<u32>(queue + IS_AWAITED, 0);
}

/**
 * Makes one call. WebAssembly calls a function by its type, so there is one case for each signature: ten times the number
 * of integers plus the number of constants. A kernel with another signature needs a new case.
 */
function perform(call: usize): void {
  const kernel = load<u32>(call);
  while (kernel >= kernelCount) kernelCount = loadKernels(kernel);
  const c0 = load<f64>(call + CONSTANTS_AT);
  const c1 = load<f64>(call + CONSTANTS_AT, 8);
  const c2 = load<f64>(call + CONSTANTS_AT, 16);
  const c3 = load<f64>(call + CONSTANTS_AT, 24);
  const i0 = load<u32>(call + INTEGERS_AT);
  const i1 = load<u32>(call + INTEGERS_AT, 4);
  const i2 = load<u32>(call + INTEGERS_AT, 8);
  const i3 = load<u32>(call + INTEGERS_AT, 12);
  const i4 = load<u32>(call + INTEGERS_AT, 16);
  const i5 = load<u32>(call + INTEGERS_AT, 20);
  const i6 = load<u32>(call + INTEGERS_AT, 24);
  const i7 = load<u32>(call + INTEGERS_AT, 28);
  const i8 = load<u32>(call + INTEGERS_AT, 32);
  const i9 = load<u32>(call + INTEGERS_AT, 36);
  const i10 = load<u32>(call + INTEGERS_AT, 40);
  switch (load<u32>(call, 4) * 10 + load<u32>(call, 8)) {
    case 30:
      return call_indirect<void>(kernel, i0, i1, i2);
    case 40:
      return call_indirect<void>(kernel, i0, i1, i2, i3);
    case 50:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4);
    case 60:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5);
    case 70:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6);
    case 80:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7);
    case 90:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7, i8);
    case 100:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7, i8, i9);
    case 110:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10);
    case 31:
      return call_indirect<void>(kernel, i0, i1, i2, c0);
    case 41:
      return call_indirect<void>(kernel, i0, i1, i2, i3, c0);
    case 61:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, c0);
    case 81:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7, c0);
    case 42:
      return call_indirect<void>(kernel, i0, i1, i2, i3, c0, c1);
    case 92:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7, i8, c0, c1);
    case 112:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, c0, c1);
    case 53:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, c0, c1, c2);
    case 54:
      return call_indirect<void>(kernel, i0, i1, i2, i3, i4, c0, c1, c2, c3);
    default:
      rejectSignature(load<u32>(call, 4), load<u32>(call, 8));
  }
}
