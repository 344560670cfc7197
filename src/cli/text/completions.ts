import type { Command } from 'commander';
import { packagedNames } from '../../config/packaged.js';

/** A word that can be completed, and its description, which may be empty. */
export type Word = readonly [word: string, about: string];

/** What can be completed at one place of a command line. */
export interface Values {
  readonly words: readonly Word[];
  readonly paths?: 'files' | 'folders' | undefined;
}

interface Flag extends Values {
  readonly name: string;
  readonly about: string;
  readonly takesValue: boolean;
}

/** A command, '' for the program itself, with its words and flags. */
export interface Level extends Values {
  readonly command: string;
  readonly flags: readonly Flag[];
}

/** Placeholders of the help that stand for paths. */
const PATHS: Readonly<Record<string, 'files' | 'folders'>> = {
  file: 'files',
  config: 'files',
  model: 'files',
  dir: 'folders',
  folder: 'folders',
  run: 'folders',
};

/** All commands of a program with everything that can be completed, the program itself last. */
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
  return packagedNames().map((name) => [name, 'a config that comes with the program']);
}
