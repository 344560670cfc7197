import { type Ended, lastLine } from './process.js';

/** One round of a job in one program. */
export interface Round {
  /** The whole process. */
  readonly process: number;
  /** What the program measured of itself. */
  readonly work: number;
  readonly peakBytes: number | undefined;
  /** Whatever else it reported. */
  readonly report: Readonly<Record<string, unknown>>;
}

/** A program that can do a job. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  readonly run: () => Promise<Round>;
}

/** A program that is not there. */
export interface Missing {
  readonly name: string;
  /** What is missing and how to install it. */
  readonly reason: string;
}

export function isMissing(candidate: object): candidate is Missing {
  return 'reason' in candidate;
}

/** A round of a program that prints its own `seconds` as JSON. */
export function roundOf(ended: Ended): Round {
  const report = lastLine(ended);
  return { process: ended.seconds, work: Number(report.seconds), peakBytes: ended.peakBytes, report };
}

/** What a round would have been had its work been `factor` times as much; `fixed` seconds of it do not grow. */
export function scaledUp(round: Round, factor: number, fixed = 0): Round {
  const work = fixed + (round.work - fixed) * factor;
  return { ...round, process: round.process + work - round.work, work };
}
