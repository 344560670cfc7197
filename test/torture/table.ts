import { existsSync, readFileSync, rmSync } from 'node:fs';
import { table } from '../../src/cli/text/table.js';
import type { Figures } from './torture.js';

/** Empties the file of figures before the torture tests, and prints it as a table afterwards. */
export function setup(): () => void {
  const file = process.env.TORTURE_FIGURES ?? '';
  rmSync(file, { force: true });
  return () => {
    if (!existsSync(file)) return;
    const figures: Figures[] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const rows = figures.map(({ fault, injected, survived }) => [
      fault,
      String(injected),
      String(survived),
      String(injected - survived),
    ]);
    process.stdout.write(`\n${table([['fault', 'injected', 'survived', 'wrong'], ...rows.sort()])}\n`);
  };
}
