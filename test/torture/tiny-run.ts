import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

/** Files that depend only on the config, the seed and the data. */
const RESULTS = ['model.json', 'loss.csv', 'accuracy.csv'];
/** The files of a finished run. */
const FILES = ['accuracy.csv', 'config.json', 'loss.csv', 'model.json', 'run.json'];

/** A very short run: epochs of 6 updates, shuffled, with an optimizer that has state. */
const CONFIG = {
  dataset: 'custom',
  hidden: [17],
  batchSize: 10,
  sampling: 'shuffle',
  optimizer: 'momentum',
  iterations: 30,
  evaluateEvery: 9,
  output: { checkpointEvery: 5 },
};

/** A short run on a tiny dataset. Tests disturb it in many ways, and expect the same results. */
export interface TinyRun {
  /** The command without `--output`, which each try adds. */
  readonly command: string;
  /** The same command without checkpoints. */
  readonly unsaved: string;
  /** Duration of the undisturbed run in ms; `startup` is the part before the training. */
  readonly duration: number;
  readonly startup: number;
  /** Resumes the run in a folder, or starts it again if that is impossible, and expects the undisturbed results. */
  finish(path: string): Promise<void>;
  /** Expects the run in the folder to be finished, with the undisturbed results. */
  expectResults(path: string): void;
}

/** Writes a config, `CONFIG` with changes, and images of 8 × 8 pixels, and runs it once undisturbed. */
export async function tinyRun(work: Workplace, changes: object = {}): Promise<TinyRun> {
  const config = { ...CONFIG, ...changes };
  writeFiles(`${work.folder}/data/custom`, tinyDataset({ rows: 8, columns: 8 }).idx, '');
  work.write('tiny.json', config);
  work.write('unsaved.json', { ...config, output: { checkpointEvery: 0 } });
  const command = commandOf('tiny');
  const before = performance.now();
  expect(await work.run(`${command} --output undisturbed`)).toMatchObject({ code: 0, stderr: '' });
  const duration = performance.now() - before;
  const undisturbed = hashOf(work, 'undisturbed');
  const expectResults = (path: string) => {
    expect(work.files(path)).toEqual(FILES);
    expect(work.json(`${path}/run.json`).status).toBe('finished');
    expect(hashOf(work, path)).toBe(undisturbed);
  };
  return {
    command,
    unsaved: commandOf('unsaved'),
    duration,
    startup: duration - 1000 * Number(work.json('undisturbed/run.json').seconds),
    async finish(path) {
      expect(await work.runWarm(goOn(work, command, path))).toMatchObject({ code: 0, stderr: '' });
      expectResults(path);
    },
    expectResults,
  };
}

function commandOf(config: string): string {
  return `mnist-train --config ${config}.json --quiet --threads 1`;
}

/** The command that resumes the run in a folder, or starts it again if it has no config yet. */
export function goOn(work: Workplace, command: string, path: string): string {
  if (work.files(path).includes('config.json')) return `mnist-train --resume ${path} --quiet --threads 1`;
  return `${command} --force --output ${path}`;
}

/** SHA-256 of the results in a folder. */
export function hashOf(work: Workplace, path: string): string {
  const hash = createHash('sha256');
  for (const name of RESULTS) hash.update(work.read(`${path}/${name}`));
  return hash.digest('hex');
}
