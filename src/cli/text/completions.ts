import type { Command } from 'commander';
import { packagedNames } from '../../config/packaged.js';

/** A word that may be typed, and what it means, if that is known. */
export type Word = readonly [word: string, about: string];

/** What may stand at one place of a command line. */
export interface Values {
  readonly words: readonly Word[];
  readonly paths?: 'files' | 'folders' | undefined;
}

interface Flag extends Values {
  readonly name: string;
  readonly about: string;
  readonly takesValue: boolean;
}

/** A command, '' for the main one, with what may follow it. */
export interface Level extends Values {
  readonly command: string;
  readonly flags: readonly Flag[];
}

/** Values that are paths, by the placeholder that stands for them in the help. */
const PATHS: Readonly<Record<string, 'files' | 'folders'>> = {
  file: 'files',
  config: 'files',
  model: 'files',
  dir: 'folders',
  folder: 'folders',
  run: 'folders',
};

/** Everything that can be completed of a program, its main command last. */
export function levelsOf(program: Command): Level[] {
  const help = program.createHelp();
  return [...help.visibleCommands(program), program].map((command) => {
    const followers = help.visibleCommands(command.name() === 'help' ? program : command);
    const [argument] = command.registeredArguments;
    return {
      command: command === program ? '' : command.name(),
      words: [
        ...followers.map((follower): Word => [follower.name(), follower.description()]),
        ...(argument?.name() === 'config' ? configWords() : (argument?.argChoices ?? []).map(plainWord)),
      ],
      paths: argument && PATHS[argument.name()],
      flags: help.visibleOptions(command).map(({ long, flags, description, argChoices, required }) => ({
        name: long ?? '',
        about: description,
        takesValue: required,
        words: long === '--config' ? configWords() : (argChoices ?? []).map(plainWord),
        paths: PATHS[/<(\w+)/.exec(flags)?.[1] ?? ''],
      })),
    };
  });
}

function plainWord(word: string): Word {
  return [word, ''];
}

function configWords(): Word[] {
  return packagedNames().map((name) => [name, 'a config of the package']);
}
