/** In ms. A checkpoint costs a few of them. */
const SHORTEST_BETWEEN = 200;
const LONGEST_BETWEEN = 60_000;

/** Whether a checkpoint is due: every so many iterations; by default once an epoch, and once a minute. */
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
