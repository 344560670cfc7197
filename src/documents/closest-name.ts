import { distance } from 'fastest-levenshtein';

/** The candidate closest to a misspelt name, or undefined if none is close. */
export function closestName(name: string, candidates: readonly string[]): string | undefined {
  const written = bare(name);
  if (written.length < 3 || written.length > 40) return undefined;
  const isStart = (candidate: string) => candidate.startsWith(written) && candidate !== written;
  const stepsTo = (candidate: string) => (isStart(candidate) ? 1.5 : distance(written, candidate));
  const [nearest] = candidates
    .map((candidate) => ({ candidate, steps: stepsTo(bare(candidate)) }))
    .toSorted((a, b) => a.steps - b.steps);
  return nearest && nearest.steps <= written.length / 2 ? nearest.candidate : undefined;
}

/** A name in lower case, without separators. */
export function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
