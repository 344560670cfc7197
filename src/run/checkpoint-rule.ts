/** In ms. Writing a checkpoint takes 5 to 20 ms, as long as some 50 updates of a small net. */
const SHORTEST_BETWEEN = 1000;
const LONGEST_BETWEEN = 60_000;

/**
 * Returns whether a checkpoint is due: every `every` iterations; by default once an epoch, but at most once a second and at
 * least once a minute.
 */
export function checkpointRule(every: number | undefined, perEpoch: number): (iteration: number) => boolean {
  if (every === 0) return () => false;
  if (every !== undefined) return (iteration) => iteration % every === 0;
  let last = performance.now() - SHORTEST_BETWEEN;
  return (iteration) => {
    const now = performance.now();
    const wait = iteration % perEpoch === 0 ? SHORTEST_BETWEEN : LONGEST_BETWEEN;
    if (now - last < wait) return false;
    last = now;
    return true;
  };
}
