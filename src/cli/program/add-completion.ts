import { Argument, type Command } from 'commander';
import { SHELLS } from './shells.js';

/** Adds the command `completion SHELL`, which prints a completion script for that shell. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description(
      `print a script that completes commands, flags and values: source <(${program.name()} completion bash)`,
    )
    .addArgument(new Argument('<shell>', 'the shell to complete in').choices(SHELLS).argParser((shell) => shell))
    .action(async (shell) => (await import('../commands/completion.js')).completionCommand(program, shell));
}
