import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';

/** The file that collects the figures; `npm run torture` sets it. */
const FIGURES = process.env.TORTURE_FIGURES;

/** A fault, how often it was injected, and how often the program survived it. */
export interface Figures {
  readonly fault: string;
  readonly injected: number;
  readonly survived: number;
}

/** The number of tries: few at every change, many under `npm run torture`. */
export function times(onChange: number, underTorture: number): number {
  return FIGURES === undefined ? onChange : underTorture;
}

/** In ms. The time limit of a test of many tries, on a busy machine. */
export const PATIENCE = FIGURES === undefined ? 900_000 : 3_600_000;

/** Adds a line to the table that `npm run torture` prints. */
export function report(figures: Figures): void {
  if (FIGURES !== undefined) appendFileSync(FIGURES, `${JSON.stringify(figures)}\n`);
}

/** The numbers 0, 1, 2 … of `count` trials. */
export function trials(count: number): number[] {
  return Array.from({ length: count }, (_, trial) => trial);
}

/** `count` of the items, evenly spaced, or all of them if there are fewer. */
export function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return trials(count).map((n) => items[Math.floor(((n + 0.5) * items.length) / count)]);
}

const AT_ONCE = 2;
const SHOWN = 5;

/**
 * Runs `attempt` with each item, two at a time, because an attempt waits for the disk half of the time. An attempt
 * survives if it does not throw. Reports the figures, and fails with the errors.
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

/** Whether a command that tests need works here; if not, prints that they are skipped. */
export function isAvailable(command: string, ...args: readonly string[]): boolean {
  const isThere = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!isThere) console.warn(`SKIPPED: tests that need "${[command, ...args].join(' ')}", which does not work here`);
  return isThere;
}
