import { Argument, type Command } from 'commander';
import { SHELLS } from './shells.js';

/** Adds the command that prints a script by which a shell completes a program's commands, flags and values. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description(
      `print a script that completes commands, flags and values: source <(${program.name()} completion bash)`,
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS).argParser((shell) => shell))
    .action(async (shell) => (await import('../commands/completion.js')).completionCommand(program, shell));
}
