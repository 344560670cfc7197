/**
 * A function to await often in long work: now and then it lets timers and signals have their turn, without which
 * neither a progress bar nor Ctrl-C could work.
 */
export function createBreather(everyMs = 20): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < everyMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
