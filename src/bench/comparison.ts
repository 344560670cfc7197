import type { Contender, Round } from './contender.js';
import { digits, megabytes, percent, time } from './figures.js';
import type { Section } from './section.js';
import { type Statistics, statistics } from './statistics.js';

/** One job, done by this project and by others. */
export interface Comparison {
  readonly title: string;
  /** Whether to compare whole processes, or only the work inside them. */
  readonly wholeProcess: boolean;
  readonly notes: readonly string[];
  readonly contenders: readonly Contender[];
}

/**
 * Runs all contenders in turn, round by round, so that a slow phase of the machine affects all of them. Compares
 * medians.
 */
export async function compare(
  { title, wholeProcess, notes, contenders }: Comparison,
  rounds: number,
): Promise<Section> {
  const measured = contenders.map((contender) => ({ contender, rounds: [] as Round[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const { contender, rounds: done } of measured) {
      process.stderr.write(`round ${round} of ${rounds}: ${contender.name}\n`);
      done.push(await contender.run());
    }
  }
  const results = measured.map(({ contender: { name, version }, rounds: done }) => ({
    name,
    version,
    process: statistics(done.map((round) => round.process)),
    work: statistics(done.map(({ work }) => work)),
    peakBytes: largest(done.map((round) => round.peakBytes)),
    report: done[done.length - 1].report,
  }));

  const [ours] = results;
  const kinds = wholeProcess ? (['process', 'work'] as const) : (['work'] as const);
  const cells = (measured: Statistics, our: Statistics) => [
    time(measured.median),
    time(measured.min),
    percent(measured.spread),
    digits(our.median / measured.median),
  ];
  return {
    title,
    rows: [
      ['', ...kinds.flatMap((kind) => [kind, 'min', '±', 'ratio']), 'memory'],
      ...results.map((result) => [
        result.name,
        ...kinds.flatMap((kind) => cells(result[kind], ours[kind])),
        result.peakBytes === undefined ? '–' : megabytes(result.peakBytes),
      ]),
    ],
    notes: [
      ...notes,
      'ratio: our median / its median. ±: interquartile range / median. memory: peak of the process.',
      ...results.flatMap(partsOf),
      `${rounds} ${rounds === 1 ? 'round' : 'rounds'} in turn. ${results.map(({ name, version }) => `${name}: ${version}`).join('; ')}.`,
    ],
    figures: results,
  };
}

function partsOf({ name, report }: { name: string; report: Round['report'] }): string[] {
  if (!report.microseconds) return [];
  const parts = Object.entries(report.microseconds).map(([part, us]) => `${part} ${digits(us)}`);
  return [`${name}, parts of an iteration in µs: ${parts.join(', ')}.`];
}

function largest(bytes: readonly (number | undefined)[]): number | undefined {
  const known = bytes.filter((b) => b !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
