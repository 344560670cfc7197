/**
 * Returns a function that long work should await often. Every `everyMs` it yields to the event loop, so that progress bars
 * and Ctrl-C work.
 */
export function createBreather(everyMs = 20): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < everyMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
