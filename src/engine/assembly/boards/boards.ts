/**
 * Where the threads of an engine meet: each has a board in the memory that they share. The main thread posts calls of
 * kernels on the boards; a thread makes the calls of its own board, then what is left on the others, so that a thread that
 * its processor holds up leaves what it has not begun. Nothing here goes through JavaScript: to post to a thread that looks
 * out, and to hear that it is done, takes a fraction of a microsecond.
 *
 * Kernels, of any module, stand in a table, the same one for every thread.
 */

// A board: words on cache lines of their own, as threads write them at the same time. Counts wrap around at 2³².
/** How many calls were posted so far. */
const POSTED: usize = 0;
/** How many of them threads have taken. */
const TAKEN: usize = 64;
/** How many are done. */
const DONE: usize = 128;
/** 1 while the board's own thread sleeps until more is posted, or is not up yet. */
export const IS_ASLEEP: usize = 192;
/** 1 while the main thread sleeps until more is done. */
const IS_AWAITED: usize = 256;
/** A bit for each call, by its place, that failed; the main thread clears them. */
export const FAILED: usize = 320;
/** 1 as soon as the board's own thread is up. */
export const IS_UP: usize = 384;
export const CALLS_AT: usize = 448;
/** Calls a board has room for: a power of two, as counts wrap around. */
export const ROOM: u32 = 4;
/** A call, all in float64: the kernel's number, how many integers it takes, how many constants, and these. */
export const CALL_BYTES: usize = 192;
export const BOARD_BYTES: usize = CALLS_AT + <usize>ROOM * CALL_BYTES;

/** Looks before a thread goes to sleep, some 50 µs: as long as it takes to wake one. */
const LOOKS: u32 = 500_000;

/** Looks that a thread has time for to take its own calls, before others do: they would take its arrays from its cache. */
const PATIENCE: u32 = 10_000;

/** Adds kernels to this thread's table until there are more than so many; returns how many there are. */
declare function learn(kernel: u32): u32;
/** ms */
declare function now(): f64;

/** How many kernels this thread knows. */
let known: u32 = 0;
/** The call that this thread makes, by its count, and its board. */
let running: u32 = 0;
let runningBoard: usize = 0;

/** A worker: makes what is posted, and never returns. Throws what a kernel throws; call `fail`, then this again. */
export function serve(boards: usize, threads: usize, me: usize): void {
  const own = boards + me * BOARD_BYTES;
  atomic.store<u32>(own + IS_UP, 1);
  atomic.store<u32>(own + IS_ASLEEP, 0);
  for (;;) {
    const posted = atomic.load<u32>(own + POSTED);
    work(own);
    for (let i: usize = 1; i < threads; i++) help(boards + ((me + i) % threads) * BOARD_BYTES);
    awaitMore(own, posted);
  }
}

/** The main thread: tells that `count` more calls were written on a board, and wakes its thread. */
export function post(board: usize, count: u32): void {
  atomic.add<u32>(board + POSTED, count);
  if (atomic.load<u32>(board + IS_ASLEEP)) atomic.notify(board + POSTED, 1);
}

/**
 * The main thread: makes calls until all are done by someone; returns the ms that it waited for others. Throws what a
 * kernel throws; call `fail`, then this again.
 */
export function finish(boards: usize, threads: usize): f64 {
  let lost: f64 = 0;
  work(boards);
  for (let i: usize = 1; i < threads; i++) help(boards + i * BOARD_BYTES);
  for (let i: usize = 0; i < threads; i++) lost += awaitDone(boards + i * BOARD_BYTES);
  return lost;
}

/** Counts the call that threw as done, and as failed. */
export function fail(): void {
  atomic.or<u32>(runningBoard + FAILED, 1 << (running % ROOM));
  done(runningBoard);
}

/** Makes calls of a board until none is left that nobody has taken. */
function work(board: usize): void {
  for (;;) {
    const next = atomic.load<u32>(board + TAKEN);
    if (next == atomic.load<u32>(board + POSTED)) return;
    if (atomic.cmpxchg<u32>(board + TAKEN, next, next + 1) != next) continue;
    running = next;
    runningBoard = board;
    perform(board + CALLS_AT + <usize>(next % ROOM) * CALL_BYTES);
    done(board);
  }
}

/** Makes what a thread does not come to. */
function help(board: usize): void {
  for (let look: u32 = 0; look < PATIENCE && !atomic.load<u32>(board + IS_ASLEEP); look++) {
    if (atomic.load<u32>(board + TAKEN) == atomic.load<u32>(board + POSTED)) return;
  }
  work(board);
}

function done(board: usize): void {
  atomic.add<u32>(board + DONE, 1);
  if (atomic.load<u32>(board + IS_AWAITED)) atomic.notify(board + DONE, 1);
}

function awaitMore(board: usize, posted: u32): void {
  for (let look: u32 = 0; look < LOOKS; look++) if (atomic.load<u32>(board + POSTED) != posted) return;
  atomic.store<u32>(board + IS_ASLEEP, 1);
  atomic.wait<u32>(board + POSTED, posted, -1);
  atomic.store<u32>(board + IS_ASLEEP, 0);
}

/** Returns the ms that it took, 0 if it took too little to go to sleep. */
function awaitDone(board: usize): f64 {
  const posted = atomic.load<u32>(board + POSTED);
  for (let look: u32 = 0; look < LOOKS; look++) if (atomic.load<u32>(board + DONE) == posted) return 0;
  // Asleep, this thread leaves its processor to one that waits for one.
  const start = now();
  atomic.store<u32>(board + IS_AWAITED, 1);
  for (let done = atomic.load<u32>(board + DONE); done != posted; done = atomic.load<u32>(board + DONE)) {
    atomic.wait<u32>(board + DONE, done, -1);
  }
  atomic.store<u32>(board + IS_AWAITED, 0);
  return now() - start;
}

/** Makes one call. Kernels of WebAssembly have types, so there is a line for every number of integers and of constants. */
function perform(call: usize): void {
  const kernel = <u32>load<f64>(call);
  while (kernel >= known) known = learn(kernel);
  const constants = call + 24 + ((<usize>load<f64>(call, 8)) << 3);
  const c0 = load<f64>(constants);
  const c1 = load<f64>(constants, 8);
  const c2 = load<f64>(constants, 16);
  const c3 = load<f64>(constants, 24);
  const i0 = integer(call, 0);
  const i1 = integer(call, 1);
  const i2 = integer(call, 2);
  const i3 = integer(call, 3);
  const i4 = integer(call, 4);
  const i5 = integer(call, 5);
  const i6 = integer(call, 6);
  const i7 = integer(call, 7);
  const i8 = integer(call, 8);
  const i9 = integer(call, 9);
  const i10 = integer(call, 10);
  switch (<u32>load<f64>(call, 8) * 10 + <u32>load<f64>(call, 16)) {
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
      unreachable();
  }
}

function integer(call: usize, i: usize): u32 {
  return <u32>load<f64>(call + 24 + (i << 3));
}
