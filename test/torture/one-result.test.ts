import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { Philox } from '../../src/random/philox.js';
import { NODE, plainEnvironment, programPath, workplace } from '../fixtures/run-command.js';
import { PATIENCE, report, times } from './torture.js';

const { files, folder, read, write } = workplace();

const DATA = { dataset: 'strokes', data: { limit: { train: 1000, test: 200 } }, seed: 2 };

/** Runs that together use every kernel, both precisions, both generators and all parts of a checkpoint. */
const RUNS = {
  float32: { ...DATA, hidden: [30], iterations: 400 },
  float64: {
    ...DATA,
    hidden: [20, 12],
    activation: 'sigmoid',
    precision: 'float64',
    init: { std: 'xavier' },
    sampling: 'shuffle',
    batchSize: 64,
    optimizer: 'adam',
    schedule: { name: 'cosine', warmup: 1 },
    weightDecay: 0.001,
    learningRate: 0.002,
    epochs: 12,
  },
  copies: {
    ...DATA,
    hidden: [30],
    sampling: 'shuffle',
    batchSize: 64,
    augment: { elastic: { alpha: 30, sigma: 4 }, rotation: 10, shear: 5, scale: 0.1, shift: 1 },
    epochs: 8,
  },
  numpy: { ...DATA, hidden: [6], gradient: 'numerical', init: { rng: 'numpy' }, batchSize: 20, iterations: 40 },
};
type Name = keyof typeof RUNS;

/** SHA-256 of model.json, loss.csv and accuracy.csv, concatenated. The same on any machine. */
const HASHES: Readonly<Record<Name, string>> = {
  float32: 'dffda0692c3a33deda1ec0c1edbc2dda008f9e803a67a5c17212ecccf8665ef8',
  float64: '05f4a49b56e5b44819c5bf483e31a9f7581323eef9b68424eeeaff1f59cb881e',
  copies: '06292521796752714382645297b14f47d859123c7632188323a05ef92c8495e8',
  numpy: '659418f08cef73c6d194845509f25e2fdd5f32172e8ad578889903ff18d620af',
};
const NAMES = Object.keys(RUNS) as Name[];

/** V8's compilers for WebAssembly: both, only Liftoff, only TurboFan. */
const COMPILERS = [[], ['--liftoff-only'], ['--no-liftoff']];

const ALL = COMPILERS.flatMap((flags) => [1, 2, 4].map((threads) => ({ flags, threads, names: NAMES })));

/** At every change: the two compilers that no other test uses, each with another number of threads and half of the runs. */
const ON_CHANGE = [ALL[4], ALL[8]].map((each, i) => ({ ...each, names: NAMES.filter((_, n) => n % 2 === i) }));

/** With another Node (`npm run matrix`): every run with default flags, with one thread and with two. */
const ELSEWHERE = process.env.NODE_UNDER_TEST === undefined ? undefined : ALL.slice(0, 2);

const patience = ELSEWHERE ? 3_600_000 : PATIENCE; // an emulator is fifty times slower

/** In ms. How long starting the program takes now. */
let startup: number;

beforeAll(async () => {
  for (const name of NAMES) write(`${name}.json`, RUNS[name]);
  const before = performance.now();
  expect(await ended(start([], ['--config', 'float32.json', '--iterations', '1']))).toBe(0); // draws the digits
  startup = performance.now() - before;
}, patience);

function hashOf(output: string): string {
  const hash = createHash('sha256');
  for (const file of ['model.json', 'loss.csv', 'accuracy.csv']) hash.update(read(`${output}/${file}`));
  return hash.digest('hex');
}

function start(nodeFlags: readonly string[], args: readonly string[]): ChildProcess {
  const [command, ...rest] = [...NODE, ...nodeFlags, programPath('mnist-train'), ...args, '--quiet'];
  return spawn(command, rest, { cwd: folder, env: plainEnvironment(), stdio: 'ignore' });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
}

test(
  'every compiler and number of threads gives the same result',
  async () => {
    const combinations = ELSEWHERE ?? (times(0, 1) === 1 ? ALL : ON_CHANGE);
    let [right, injected] = [0, 0];
    for (const [i, { flags, threads, names }] of combinations.entries()) {
      const got = await Promise.all(
        names.map(async (name) => {
          const output = `${name}-${i}`;
          const args = ['--config', `${name}.json`, '--threads', String(threads), '--output', output];
          expect(await ended(start(flags, args))).toBe(0);
          return [name, hashOf(output)] as const;
        }),
      );
      injected += got.length;
      right += got.filter(([name, hash]) => hash === HASHES[name]).length;
      expect.soft(got, `${flags} ${threads} threads`).toEqual(names.map((name) => [name, HASHES[name]]));
    }
    report({ fault: 'a pinned run under another compiler or number of threads', injected, survived: right });
  },
  patience,
);

test.skipIf(process.platform === 'win32')(
  'runs that are interrupted at any time and resumed give the same result',
  async () => {
    const random = new Philox(times(7, Date.now() % 2 ** 32), 0);
    let [right, trials] = [0, 0];
    // test/e2e resumes runs with NumPy's generator and with copies at every change
    const names = NAMES.slice(0, times(2, NAMES.length));
    for (let trial = 0; trial < times(1, 30); trial++) {
      const got = await Promise.all(
        names.map(async (name) => [name, await interrupted(name, `cut-${name}-${trial}`, random)] as const),
      );
      trials += got.length;
      right += got.filter(([name, hash]) => hash === HASHES[name]).length;
      expect.soft(got).toEqual(names.map((name) => [name, HASHES[name]]));
    }
    report({ fault: 'a pinned run interrupted by SIGINT and resumed', injected: trials, survived: right });
  },
  PATIENCE,
);

/** Interrupts a run repeatedly, each time a little later, until it ends. Returns the hash of its files. */
async function interrupted(name: Name, output: string, random: Philox): Promise<string> {
  let args = ['--config', `${name}.json`, '--output', output];
  for (let wait = times(2, 1) * startup; ; wait *= times(2, 1.5)) {
    const child = start([], args);
    const code = ended(child);
    const patience = new AbortController();
    const stop = sleep(wait * (0.5 + random.uniform()), undefined, { signal: patience.signal }).then(
      () => child.kill('SIGINT'),
      () => false,
    );
    const result = await code;
    patience.abort();
    await stop;
    if (result === 0) return hashOf(output);
    if (result !== 130 && result !== null) throw new Error(`${join(folder, output)}: exit code ${result}`);
    // start again if it was stopped before it could be resumed
    if (files(output).includes('config.json')) args = ['--resume', output];
  }
}
