import { diagnose, isHopeless } from '../../report/diagnoses.js';
import type { RunResult } from '../../run/several/results.js';
import type { HealthFacts } from '../../training/health/facts.js';
import { fraction } from './numbers.js';

/** Explains why a run ended no better than guessing; no lines for other runs. */
export function hopelessLines(facts: HealthFacts | undefined): string[] {
  if (!facts || !isHopeless(facts)) return [];
  const diagnosis = diagnose(facts);
  const guessing = `hopeless: accuracy ${fraction(facts.accuracy.unseen)} is no better than guessing`;
  if (!diagnosis) return [guessing];
  return [`${guessing}; the likely cause:`, `          ${diagnosis.sentence}`, `hint:     ${diagnosis.hint}`];
}

/** One line for each run that ended no better than guessing, and each hint once. */
export function hopelessRuns(results: readonly Pick<RunResult, 'run' | 'health'>[]): string[] {
  const explained = results.map(({ run, health }) => ({ run, lines: hopelessLines(health) }));
  const hopeless = explained.filter(({ lines }) => lines.length > 0);
  const sentences = hopeless.map(({ run, lines }) => `${run}: ${lines.slice(0, 2).join(' ').replace(/ +/g, ' ')}`);
  return [...sentences, ...new Set(hopeless.flatMap(({ lines }) => lines.slice(2)))];
}

/** The health facts of a run and their diagnosis, for `--json`. */
export function healthJson(facts: HealthFacts | undefined): object | undefined {
  return facts && { diagnosis: diagnose(facts) ?? null, isHopeless: isHopeless(facts), ...facts };
}
