import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

/** What follows from a config, a seed and data alone. */
const RESULTS = ['model.json', 'loss.csv', 'accuracy.csv'];
/** All that is in the folder of a finished run. */
const FILES = ['accuracy.csv', 'config.json', 'loss.csv', 'model.json', 'run.json'];

/** A run of a moment: epochs of 6 updates, each in its own order, and an optimizer with a state of its own. */
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

/** A short run on a tiny dataset, to be disturbed in many ways that must change nothing. */
export interface TinyRun {
  /** Without `--output`, which each try has of its own. */
  readonly command: string;
  /** The same run, but that it makes no checkpoints. */
  readonly unsaved: string;
  /** How long it took undisturbed, in ms; `startup` is the part of it before training began. */
  readonly duration: number;
  readonly startup: number;
  /** Goes on with what is left of a run in a folder, anew where too little is, and expects the undisturbed results. */
  finish(path: string): Promise<void>;
  /** The run in the folder is finished, and has the results of the undisturbed one. */
  expectResults(path: string): void;
}

/** Writes the config of a run, `CONFIG` with changes, and images of 8 × 8; lets the run happen once undisturbed. */
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

/** The command that goes on with the run in a folder. A run that was ended before it had a config begins anew. */
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
