import { type Ended, lastLine } from './process.js';

export interface Round {
  /** Seconds of the whole process. */
  readonly process: number;
  /** Seconds that the program measured itself. */
  readonly work: number;
  readonly peakBytes: number | undefined;
  /** The program's other output. */
  readonly report: Readonly<Record<string, unknown>>;
}

export interface Contender {
  readonly name: string;
  readonly version: string;
  readonly run: () => Promise<Round>;
}

/** A program that is not installed. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}

export function isMissing(candidate: object): candidate is Missing {
  return 'reason' in candidate;
}

/** Makes a round from a program that prints its own `seconds` as JSON. */
export function roundOf(ended: Ended): Round {
  const report = lastLine(ended);
  return { process: ended.seconds, work: Number(report.seconds), peakBytes: ended.peakBytes, report };
}

/** Scales a round to `factor` times as much work; `fixed` seconds of it do not scale. */
export function scaledUp(round: Round, factor: number, fixed = 0): Round {
  const work = fixed + (round.work - fixed) * factor;
  return { ...round, process: round.process + work - round.work, work };
}
