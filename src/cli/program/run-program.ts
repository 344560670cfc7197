import { type Command, CommanderError, Help } from 'commander';
import { printable } from '../../documents/problem.js';
import { TrainerError } from '../../errors.js';
import { below } from '../text/fit.js';
import { exitCode, hintFor, USAGE } from './exit-codes.js';
import { Interrupted } from './interrupt.js';
import { showInAscii } from './terminal.js';

/** A pipe without a reader (`| head -1`), a terminal that was closed: no reasons to lose a run. */
const READER_GONE = new Set<string | undefined>(['EPIPE', 'EIO']);

/** Runs a command line. A user's mistake prints one sentence and a hint; a bug of ours prints its stack. */
export async function runProgram(program: Command): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code)) process.exitCode = report(unwritable(error), program.name());
  });
  process.stderr.on('error', () => undefined); // there is no other place to tell of it
  showInAscii(process.stdout);
  showInAscii(process.stderr);
  prepare(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error, program.name(), commandWords(program));
  }
}

/** `mnist-train fetch`: the program and the command that was given, if any. */
function commandWords(program: Command): string {
  const [, , word] = process.argv;
  return program.commands.some((command) => command.name() === word) ? `${program.name()} ${word}` : program.name();
}

function prepare(command: Command): void {
  command.exitOverride();
  command.configureOutput({ writeErr: () => {} });
  command.configureHelp({ formatItem: helpItem });
  for (const subcommand of command.commands) prepare(subcommand);
}

/** A flag and its meaning, which has lines of its own where commander would no longer wrap it. */
function helpItem(term: string, termWidth: number, description: string, helper: Help): string {
  const columns = helper.helpWidth ?? 80;
  if (description === '' || columns - termWidth >= helper.minWidthToWrap + 4) {
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  }
  return `  ${term}\n${below(description, columns)}`;
}

function report(error: unknown, name: string, command = name): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // --help, --version
    // of `help` with a word that is no command
    const isUnknown = error.code === 'commander.help';
    const message = isUnknown
      ? `unknown command "${process.argv[3]}"`
      : error.message.replace(/^error: /, '').replace(/\n/g, ' ');
    process.stderr.write(
      `${name}: USAGE: ${message}\n  hint: ${command} --help lists ${command === name ? 'commands and flags' : 'its flags'}\n`,
    );
    return USAGE;
  }
  if (error instanceof Interrupted) {
    process.stderr.write(`${name}: ${error.message}\n`);
  } else if (error instanceof TrainerError) {
    // a message may quote the file it is about; only a list of problems has lines of its own
    const lines = `${error.code}: ${error.message}`.split('\n').map(printable);
    process.stderr.write(`${name}: ${lines.join('\n')}\n  hint: ${printable(hintFor(error))}\n`);
  } else {
    process.stderr.write(`${name}: this is a bug of ${name}, please report it:\n${(error as Error)?.stack ?? error}\n`);
  }
  return exitCode(error);
}

function unwritable(error: NodeJS.ErrnoException): TrainerError {
  return new TrainerError('OUTPUT', `standard output: cannot be written (${error.code})`, {
    hint: 'send it to a place with room',
    cause: error,
  });
}
