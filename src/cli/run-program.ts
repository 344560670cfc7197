import { type Command, CommanderError } from 'commander';
import { TrainerError } from '../errors.js';
import { exitCode, USAGE } from './exit-codes.js';
import { Interrupted } from './interrupt.js';

/**
 * Runs a command line to its end and sets the exit code. A user's mistake prints one sentence and a hint; a bug of
 * ours prints its stack.
 */
export async function runProgram(program: Command): Promise<void> {
  // A reader that has gone (`| head -1`) is no reason to lose a run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  prepare(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error, program.name());
  }
}

function prepare(command: Command): void {
  command.exitOverride();
  command.configureOutput({ writeErr: () => {} });
  for (const subcommand of command.commands) prepare(subcommand);
}

function report(error: unknown, name: string): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // --help, --version
    const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
    process.stderr.write(`${name}: USAGE: ${message}\n  hint: ${name} --help lists commands and flags\n`);
    return USAGE;
  }
  if (error instanceof Interrupted) {
    process.stderr.write(`${name}: ${error.message}\n`);
  } else if (error instanceof TrainerError) {
    process.stderr.write(`${name}: ${error.code}: ${error.message}\n`);
    if (error.hint) process.stderr.write(`  hint: ${error.hint}\n`);
  } else {
    process.stderr.write(`${name}: this is a bug of ${name}, please report it:\n${(error as Error)?.stack ?? error}\n`);
  }
  return exitCode(error);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
