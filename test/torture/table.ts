import { existsSync, readFileSync, rmSync } from 'node:fs';
import { table } from '../../src/cli/text/table.js';
import type { Figures } from './torture.js';

/** Before and after all torture: empties the file of figures, and prints them as a table. */
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
