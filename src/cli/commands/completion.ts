import type { Command } from 'commander';
import { TrainerError } from '../../errors.js';
import { SHELLS } from '../program/shells.js';
import { bash, fish, zsh } from '../text/completion-scripts.js';
import { type Level, levelsOf } from '../text/completions.js';

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (name: string, levels: readonly Level[]) => string>> = {
  bash,
  zsh,
  fish,
};

/** `mnist-train completion SHELL`: prints the completion script of a program for that shell. */
export function completionCommand(program: Command, text: string): void {
  const shell = SHELLS.find((name) => name === text);
  if (shell === undefined) {
    throw new TrainerError('USAGE', `unknown shell "${text}"`, { hint: `use one of ${SHELLS.join(', ')}` });
  }
  process.stdout.write(SCRIPTS[shell](program.name(), levelsOf(program)));
}
