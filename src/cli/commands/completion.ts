import type { Command } from 'commander';
import { TrainerError } from '../../errors.js';

const SCRIPTS: Readonly<Record<string, (program: Command) => string>> = {
  bash,
  zsh: (program) => `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`,
  fish,
};

/** `mnist-train completion SHELL`: prints a script that completes the commands and flags of a program in that shell. */
export function completionCommand(program: Command, shell: string): void {
  if (!Object.hasOwn(SCRIPTS, shell)) {
    throw new TrainerError('USAGE', `unknown shell "${shell}"`, { hint: `one of ${Object.keys(SCRIPTS).join(', ')}` });
  }
  process.stdout.write(SCRIPTS[shell](program));
}

/** The words that may follow a command (the main one is ''), or a flag. */
type Words = readonly (readonly [before: string, words: readonly string[]])[];

function bash(program: Command): string {
  const name = program.name();
  const words: Words = [program, ...program.commands].map((command) => [
    command === program ? '' : command.name(),
    [...command.commands.map((inner) => inner.name()), ...command.options.map(({ long }) => long ?? ''), '--help'],
  ]);
  // the same flag has the same values in every command
  const values: Words = [...new Map(program.options.map((option) => [option.long ?? '', option.argChoices ?? []]))];
  const branch = ([word, list]: Words[number]) => `    ${word === '' ? '*' : word}) words='${list.join(' ')}' ;;`;
  const cases = words.map(branch);
  const withValues = values.filter(([, list]) => list.length > 0);
  // the main command, '*', comes last
  return `_${name.replace('-', '_')}() {
  local words current=\${COMP_WORDS[COMP_CWORD]}
  case \${COMP_WORDS[1]} in
${[...cases.slice(1), cases[0]].join('\n')}
  esac
  case \${COMP_WORDS[COMP_CWORD-1]} in
${withValues.map(branch).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -o bashdefault -F _${name.replace('-', '_')} ${name}
`;
}

function fish(program: Command): string {
  const name = program.name();
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const flags = (command: Command, condition: string) =>
    command.options.map(
      (option) =>
        `complete -c ${name} -n ${quoted(condition)} -l ${option.long?.slice(2)} -d ${quoted(option.description)}` +
        (option.argChoices ? ` -x -a ${quoted(option.argChoices.join(' '))}` : ''),
    );
  return [
    ...program.commands.map(
      (command) =>
        `complete -c ${name} -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
    ),
    ...flags(program, '__fish_use_subcommand'),
    ...program.commands.flatMap((command) => flags(command, `__fish_seen_subcommand_from ${command.name()}`)),
    '',
  ].join('\n');
}
