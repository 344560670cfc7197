import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';

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

/** How long a test of so many tries may take, in ms, on a machine that has other work. */
export const PATIENCE = FIGURES === undefined ? 900_000 : 3_600_000;

/** Puts a line into the table that `npm run torture` prints. */
export function report(figures: Figures): void {
  if (FIGURES !== undefined) appendFileSync(FIGURES, `${JSON.stringify(figures)}\n`);
}

/** So many numbers of trials: 0, 1, 2 … */
export function trials(count: number): number[] {
  return Array.from({ length: count }, (_, trial) => trial);
}

/** So many of the items, spread evenly; all of them if there are no more. */
export function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return trials(count).map((n) => items[Math.floor(((n + 0.5) * items.length) / count)]);
}

const AT_ONCE = 2;
const SHOWN = 5;

/**
 * Tries something with each of the items, two at a time, as a try waits for the disk half of its life. It comes through
 * when it does not throw. Reports the figures; fails with what went wrong.
 */
export async function torture<T>(
  fault: string,
  items: readonly T[],
  attempt: (item: T, trial: number) => Promise<void>,
): Promise<void> {
  const wrong: string[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [trial, item] of queue) {
      try {
        await attempt(item, trial);
      } catch (error) {
        wrong.push(`${JSON.stringify(item)}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  report({ fault, injected: items.length, survived: items.length - wrong.length });
  expect(wrong.length, `${fault}: ${wrong.slice(0, SHOWN).join('\n')}`).toBe(0);
}

/** Whether a command that a test stands on succeeds here; if not, says so, as a test that is skipped proves nothing. */
export function isAvailable(command: string, ...args: readonly string[]): boolean {
  const isThere = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!isThere) console.warn(`SKIPPED: "${[command, ...args].join(' ')}" does not work here, and what stands on it`);
  return isThere;
}
