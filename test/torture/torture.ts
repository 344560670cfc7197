import { appendFileSync } from 'node:fs';

/** `npm run torture` sets it to the file that collects the figures. */
const FIGURES = process.env.TORTURE_FIGURES;

/** What was done to the program, how often, and how often it came through; the rest went wrong. */
export interface Figures {
  readonly fault: string;
  readonly injected: number;
  readonly survived: number;
}

/** How often to try: a few on every change, many under `npm run torture`. */
export function times(onChange: number, underTorture: number): number {
  return FIGURES === undefined ? onChange : underTorture;
}

/** How long a test of so many tries may take, in ms. */
export const PATIENCE = FIGURES === undefined ? 60_000 : 3_600_000;

/** Puts a line into the table that `npm run torture` prints. */
export function report(figures: Figures): void {
  if (FIGURES !== undefined) appendFileSync(FIGURES, `${JSON.stringify(figures)}\n`);
}
