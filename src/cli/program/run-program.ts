import { type Command, CommanderError, Help } from 'commander';
import { printable } from '../../documents/problem.js';
import { TrainerError } from '../../errors.js';
import { below } from '../text/fit.js';
import { exitCode, hintFor, USAGE } from './exit-codes.js';
import { Interrupted } from './interrupt.js';
import { convertToAscii } from './terminal.js';

/** Error codes of a closed pipe (`| head -1`) and a closed terminal, which must not end a run. */
const READER_GONE = new Set<string | undefined>(['EPIPE', 'EIO']);

/** Runs a command line. A user's mistake prints one sentence and a hint; a bug prints a stack. */
export async function runProgram(program: Command): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code)) process.exitCode = report(unwritable(error), program.name());
  });
  process.stderr.on('error', () => undefined); // there is nowhere else to report it
  convertToAscii(process.stdout);
  convertToAscii(process.stderr);
  prepare(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error, program.name(), commandWords(program));
  }
}

/** The program and its command, if one was given: `mnist-train fetch`. */
function commandWords(program: Command): string {
  const [, , word] = process.argv;
  return program.commands.some((command) => command.name() === word) ? `${program.name()} ${word}` : program.name();
}

function prepare(command: Command): void {
  command.exitOverride();
  command.configureOutput({ writeErr: () => {} });
  command.configureHelp({ formatItem: helpItem });
  command.hook('preAction', (_, action) => requireArguments(command, flagsOf(action)));
  for (const subcommand of command.commands) prepare(subcommand);
}

/** The flags of a command, `--help` included. */
function flagsOf(command: Command): ReadonlySet<unknown> {
  return new Set(
    command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long, short }) => [long, short]),
  );
}

/** Throws USAGE if the argument of a flag is another flag, as in `--output --force`. */
function requireArguments(command: Command, flags: ReadonlySet<unknown>): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const swallowed = [command.getOptionValue(name)].flat().find((value) => flags.has(value));
    if (swallowed === undefined || command.getOptionValueSource(name) !== 'cli') continue;
    throw new TrainerError('USAGE', `${option.flags}: the value is missing before ${swallowed}`, {
      hint: `give a value; a file of this name is ./${swallowed}`,
    });
  }
}

/** A flag and its meaning. The meaning goes below the flag if commander would not wrap it. */
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
    // `help` with an unknown command
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
    // escape each line, since a message may quote a file; only lists of problems have several lines
    const lines = `${error.code}: ${error.message}`.split('\n').map(printable);
    process.stderr.write(`${name}: ${lines.join('\n')}\n  hint: ${printable(hintFor(error))}\n`);
  } else {
    process.stderr.write(`${name}: this is a bug of ${name}, please report it:\n${(error as Error)?.stack ?? error}\n`);
  }
  return exitCode(error);
}

function unwritable(error: NodeJS.ErrnoException): TrainerError {
  return new TrainerError('OUTPUT', `standard output: cannot be written (${error.code})`, {
    hint: 'free some disk space, or write to another place',
    cause: error,
  });
}
