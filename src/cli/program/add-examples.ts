import type { Command } from 'commander';
import { listing } from '../text/fit.js';

/** Command lines that a program's help ends with, and what they do. */
export function addExamples(program: Command, rows: readonly (readonly [command: string, does?: string])[]): Command {
  return program.addHelpText('after', () => `\nExamples:\n${listing(rows)}`);
}
