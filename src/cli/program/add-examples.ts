import type { Command } from 'commander';
import { listing } from '../text/fit.js';

/** Adds example commands, and what they do, to the end of a program's help. */
export function addExamples(program: Command, rows: readonly (readonly [command: string, does?: string])[]): Command {
  return program.addHelpText('after', () => `\nExamples:\n${listing(rows)}`);
}
