/**
 * Where the threads of an engine meet: each has a board in the memory that they share. The main thread posts calls of
 * kernels on the boards; a thread makes the calls of its own board, then what is left on the others, so that a thread that
 * its processor holds up leaves what it has not begun. No call goes through JavaScript, so a thread that looks out for
 * work has done a short one within a microsecond or two.
 *
 * Kernels, of any module, stand in a table, the same one for every thread.
 */

// A board: words that different threads write lie on cache lines of their own. Counts wrap around at 2³².
/** How many calls were posted so far. */
const POSTED: usize = 0;
/** How many before those that are on the board now. */
const BEFORE: usize = 64;
/** The calls; the first one, without constants, lies on one cache line. */
export const CALLS_AT: usize = 72;
/** Calls a board has room for. */
export const ROOM: u32 = 4;
/** A call: the kernel's number, how many integers it takes, how many float64 constants, and these. */
export const CALL_BYTES: usize = 128;
export const INTEGERS_AT: usize = 12;
export const CONSTANTS_AT: usize = 56;
/** How many calls threads have taken so far. */
const TAKEN: usize = 640;
/** How many are done. */
const DONE: usize = 704;
/** 1 while the board's own thread sleeps until more is posted, or is not up yet. */
export const IS_ASLEEP: usize = 768;
/** 1 while the main thread sleeps until more is done. */
const IS_AWAITED: usize = 832;
/** 1 if a call failed; the main thread clears it. */
export const FAILED: usize = 896;
/** 1 as soon as the board's own thread is up. */
export const IS_UP: usize = 960;
export const BOARD_BYTES: usize = 1024;

/** Looks before a thread goes to sleep, some 0.5 ms. */
const LOOKS: u32 = 40_000;

/** Looks before others take a thread's calls, some 13 µs: its arrays then leave its processor's cache. */
const PATIENCE: u32 = 1_000;

/** Adds kernels to this thread's table until there are more than so many; returns how many there are. */
declare function learn(kernel: u32): u32;
/** Throws a RangeError that says so many arguments have no case. */
declare function refuse(integers: u32, constants: u32): void;

/** What `pause` computes, or it would not be computed. */
let paused: f64 = 2;

/**
 * Waits some 13 ns between two looks. Where two threads share a core, a loop of nothing but looks takes half of it; two
 * dependent square roots leave it to the thread that works. WebAssembly has no instruction for a pause.
 */
function pause(): void {
  paused = Math.sqrt(Math.sqrt(paused)) + 1;
}

/** How many kernels this thread knows. */
let known: u32 = 0;
/** The board of the call that this thread makes. */
let running: usize = 0;

/** A worker: makes what is posted, and never returns. Throws what a kernel throws; call `fail`, then this again. */
export function serve(boards: usize, threads: usize, me: usize): void {
  const own = boards + me * BOARD_BYTES;
  atomic.store<u32>(own + IS_UP, 1);
  atomic.store<u32>(own + IS_ASLEEP, 0);
  for (;;) {
    const posted = atomic.load<u32>(own + POSTED);
    work(own);
    for (let look: u32 = 0; atomic.load<u32>(own + POSTED) == posted; look++) {
      if (look == PATIENCE) for (let i: usize = 1; i < threads; i++) work(boards + ((me + i) % threads) * BOARD_BYTES);
      if (look < LOOKS) {
        pause();
        continue;
      }
      atomic.store<u32>(own + IS_ASLEEP, 1);
      atomic.wait<u32>(own + POSTED, posted, -1);
      atomic.store<u32>(own + IS_ASLEEP, 0);
    }
  }
}

/** The main thread: tells that `count` more calls were written on a board, and wakes its thread. */
export function post(board: usize, count: u32): void {
  const before = atomic.load<u32>(board + POSTED);
  store<u32>(board + BEFORE, before);
  atomic.store<u32>(board + POSTED, before + count);
  if (atomic.load<u32>(board + IS_ASLEEP)) atomic.notify(board + POSTED, 1);
}

/** The main thread: makes calls until all are done by someone. Throws what a kernel throws; call `fail`, then this again. */
export function finish(boards: usize, threads: usize): void {
  work(boards);
  for (let i: usize = 0; i < threads; i++) finishBoard(boards + i * BOARD_BYTES);
}

/** Counts the call that threw as done, and notes that one failed. */
export function fail(): void {
  atomic.store<u32>(running + FAILED, 1);
  done(running);
}

/** Makes calls of a board until none is left that nobody has taken. */
function work(board: usize): void {
  for (;;) {
    const next = atomic.load<u32>(board + TAKEN);
    if (next == atomic.load<u32>(board + POSTED)) return;
    if (atomic.cmpxchg<u32>(board + TAKEN, next, next + 1) != next) continue;
    running = board;
    perform(board + CALLS_AT + <usize>(next - load<u32>(board + BEFORE)) * CALL_BYTES);
    done(board);
  }
}

function done(board: usize): void {
  atomic.add<u32>(board + DONE, 1);
  if (atomic.load<u32>(board + IS_AWAITED)) atomic.notify(board + DONE, 1);
}

/** Waits until all of a board is done, and makes what its thread does not come to. */
function finishBoard(board: usize): void {
  const posted = atomic.load<u32>(board + POSTED);
  const patience: u32 = atomic.load<u32>(board + IS_ASLEEP) ? 0 : PATIENCE;
  for (let look: u32 = 0; look < LOOKS; look++) {
    if (atomic.load<u32>(board + DONE) == posted) return;
    if (look == patience) work(board);
    pause();
  }
  // Asleep, this thread leaves its processor to one that waits for one.
  atomic.store<u32>(board + IS_AWAITED, 1);
  for (let done = atomic.load<u32>(board + DONE); done != posted; done = atomic.load<u32>(board + DONE)) {
    atomic.wait<u32>(board + DONE, done, -1);
  }
  atomic.store<u32>(board + IS_AWAITED, 0);
}

/**
 * Makes one call. A function of WebAssembly is called by its type, so there is a case for each number of integers (tens) and of
 * constants (ones). A kernel with other numbers needs a new case.
 */
function perform(call: usize): void {
  const kernel = load<u32>(call);
  while (kernel >= known) known = learn(kernel);
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
      refuse(load<u32>(call, 4), load<u32>(call, 8));
  }
}
