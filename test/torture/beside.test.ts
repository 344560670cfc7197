import type { ChildProcess } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEADLINES } from '../../src/dataset/download/deadlines.js';
import { Philox } from '../../src/random/philox.js';
import { fetchInProcess } from '../fixtures/fetch-process.js';
import { loopbackServer } from '../fixtures/loopback-server.js';
import { type Ended, PROJECT, workplace } from '../fixtures/run-command.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { fileOf, tinyDataset } from '../fixtures/tiny-dataset.js';
import { faultsOf, watched } from './file-operations.js';
import { canMount, inNamespace } from './namespace.js';
import { goOn, hashOf, type TinyRun, tinyRun } from './tiny-run.js';
import { PATIENCE, spread, times, torture, trials } from './torture.js';

const work = workplace();
const place = (path: string) => join(work.folder, path);
const onWindows = process.platform === 'win32';

/** Many checkpoints, with few file operations between them. */
const SHORT = { iterations: 12, evaluateEvery: 5, output: { checkpointEvery: 3 } };
/** For tests that take long and rarely find something. */
const rarely = test.runIf(times(0, 1) === 1);
/** In ms. How long a process is stopped. */
const ASLEEP = times(2000, 60_000);

let run: TinyRun;
beforeAll(async () => {
  run = await tinyRun(work, SHORT);
});

const REFUSED = /^mnist-train: RESUME_(LOCKED|FINISHED): [^\n]+\n {2}hint: [^\n]+\n$/;

/** At least one process succeeded; the others reported that the folder is locked. */
function expectOneAtWork(all: readonly Ended[]): void {
  expect(all.map(({ code }) => code)).toContain(0);
  for (const { code, stderr } of all) {
    expect([code, stderr]).toEqual(code === 0 ? [0, ''] : [5, expect.stringMatching(REFUSED)]);
  }
}

/** Starts the command this many times at once. */
function together(count: number, command: string): Promise<Ended[]> {
  return Promise.all(trials(count).map(() => work.run(command)));
}

describe('processes that start at once', () => {
  test(
    'in one folder with --force: one trains, the others are refused',
    async () => {
      await torture('three starts with --force in one folder', trials(times(1, 60)), async (trial) => {
        const path = `forced-${trial}`;
        expectOneAtWork(await together(3, `${run.command} --force --output ${path}`));
        run.expectResults(path);
        rmSync(place(path), { recursive: true });
      });
    },
    PATIENCE,
  );

  test(
    'in one folder: each trains in a folder of its own',
    async () => {
      await torture('three starts in one folder', trials(times(1, 60)), async (trial) => {
        const path = `shared-${trial}`;
        for (const { code } of await together(3, `${run.command} --output ${path}`)) expect(code).toBe(0);
        for (const own of [path, `${path}-2`, `${path}-3`]) {
          run.expectResults(own);
          rmSync(place(own), { recursive: true });
        }
      });
    },
    PATIENCE,
  );

  test(
    'and resume one run: one resumes it, the others are refused',
    async () => {
      await torture('three resumes of one run', trials(times(1, 60)), async (trial) => {
        const path = `resumed-${trial}`;
        const running = work.start(`${run.command} --output ${path}`);
        const after = run.startup + new Philox(trial, 2).uniform() * (run.duration - run.startup);
        await Promise.race([sleep(after), running.ended]);
        running.child.kill('SIGKILL');
        await running.ended;
        expectOneAtWork(await together(3, goOn(work, run.command, path)));
        run.expectResults(path);
        rmSync(place(path), { recursive: true });
      });
    },
    PATIENCE,
  );

  rarely(
    'and fill one cache have the same results as one that runs alone',
    async () => {
      const config = { dataset: 'strokes', hidden: [5], iterations: 3, data: { limit: { train: 300, test: 50 } } };
      work.write('strokes.json', config);
      const hashes = new Set<string>();
      await torture('three starts on one empty cache of digits', trials(times(1, 40)), async (trial) => {
        const outputs = [0, 1, 2].map((n) => `cached-${trial}-${n}`);
        const command = `mnist-train --config strokes.json --quiet --threads 1 --data-dir cache-${trial} --output`;
        const all = await Promise.all(outputs.map((output) => work.run(`${command} ${output}`)));
        expect(all.map(({ code, stderr }) => [code, stderr])).toEqual(Array(3).fill([0, '']));
        for (const output of outputs) hashes.add(hashOf(work, output));
        const left = readdirSync(place(`cache-${trial}`), { recursive: true }).map(String);
        expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
      });
      expect(hashes.size).toBe(1);
    },
    PATIENCE,
  );
});

/** A run that was killed between two checkpoints; each try gets a copy. */
async function cutRun(path: string): Promise<void> {
  const fault = { n: 0, code: 'EIO', lasting: true } as const;
  const { operations } = await watched(work, `${path}-whole`, `${run.command} --output ${path}-whole/run`);
  const at = operations.findIndex(({ call, path: of }) => call === 'unlink' && of.includes('checkpoint-'));
  await watched(work, path, `${run.command} --output ${path}/run`, { ...fault, n: operations[at].n + 3 });
  expect(work.files(`${path}/run`).filter((name) => name.startsWith('checkpoint-'))).toHaveLength(2);
}

const SENTENCE = /^mnist-train: (OUTPUT|RESUME|CONFIG)\w*: [^\n]+\n {2}hint: [^\n]+\n$/;

describe('a disk fault during --resume', () => {
  beforeAll(() => cutRun('cut'));

  test(
    'does not prevent a later resume',
    async () => {
      cpSync(place('cut'), place('calm'), { recursive: true });
      const { operations } = await watched(work, 'calm', 'mnist-train --resume calm/run --quiet --threads 1');
      run.expectResults('calm/run');
      const faults = spread(faultsOf(operations), times(3, 10_000));
      await torture('a file operation of --resume fails', faults, async (fault, trial) => {
        const folder = `fault-${trial}`;
        cpSync(place('cut'), place(folder), { recursive: true });
        const path = `${folder}/run`;
        const ended = await watched(work, folder, `mnist-train --resume ${path} --quiet --threads 1`, fault);
        if (ended.code === 0) run.expectResults(path);
        else
          expect([[2, 5, 7], ended.stderr]).toEqual([
            expect.arrayContaining([ended.code]),
            expect.stringMatching(SENTENCE),
          ]);
        await run.finish(path);
        rmSync(place(folder), { recursive: true });
      });
    },
    PATIENCE,
  );

  test.skipIf(!canMount)(
    'for lack of space stops the run, which can be resumed when there is space',
    async () => {
      const sizes = work
        .files('cut/run')
        .map((name) => Math.ceil(readFileSync(place(`cut/run/${name}`)).length / 4096));
      const pages = sizes.reduce((sum, size) => sum + size, 2); // each folder takes a page, too
      await torture('a disk is full during --resume', trials(times(1, 20)), async (trial) => {
        const folder = `full-${trial}`;
        const script = `
          mkdir ${folder} && mount -t tmpfs -o size=${4 * (pages + (trial % 10))}k tmpfs ${folder} &&
          cp -r cut/run ${folder} && "$@"
          code=$?
          cp -r ${folder} left-${trial}
          exit $code`;
        const { code, stderr } = await inNamespace(work, script, `mnist-train --resume ${folder}/run --quiet`);
        const path = `left-${trial}/run`;
        if (code === 0) run.expectResults(path);
        else {
          expect([code, stderr]).toEqual([7, expect.stringMatching(SENTENCE)]);
          expect(stderr).toContain('no space left on the disk');
        }
        await run.finish(path);
        rmSync(place(`left-${trial}`), { recursive: true });
      });
    },
    PATIENCE,
  );
});

/** Finds the processes that have this variable in their environment. */
function processesOf(variable: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
    } catch {
      return false; // the process has ended
    }
  });
}

test.skipIf(process.platform !== 'linux')(
  'the processes of all seeds end soon after their parent, and the seeds can be resumed',
  async () => {
    work.write('seeds.json', { ...work.json('tiny.json'), seeds: [1, 2] });
    work.write('endless.json', {
      ...work.json('seeds.json'),
      iterations: 100_000_000,
      output: { checkpointEvery: 5000 },
    });
    const before = performance.now();
    expect((await work.run('mnist-train --config seeds.json --quiet --output seeds')).code).toBe(0);
    const duration = performance.now() - before;
    const seeds = ['seed-1', 'seed-2'];
    const kills = trials(times(2, 100));
    await torture('the parent of several seeds is killed by -9', kills, async (trial) => {
      const path = `parent-${trial}`;
      const config = trial % 2 === 0 ? 'seeds' : 'endless';
      const command = `mnist-train --config ${config}.json --quiet --output ${path}`;
      const parent = work.start(command, { env: { TRIAL: path } });
      await Promise.race([sleep(new Philox(trial, 3).uniform() * duration), parent.ended]);
      parent.child.kill('SIGKILL');
      await parent.ended;
      await expect.poll(() => processesOf(`TRIAL=${path}`), { interval: 100 }).toEqual([]);
      if (config === 'endless') return;
      expect(await work.run(goOn(work, command, path))).toMatchObject({ code: 0, stderr: '' });
      for (const seed of seeds) expect(hashOf(work, `${path}/${seed}`)).toBe(hashOf(work, `seeds/${seed}`));
      expect(work.read(`${path}/seeds.csv`)).toBe(work.read('seeds/seeds.csv'));
    });
  },
  PATIENCE,
);

/** Suspends a process for a while, like a laptop that sleeps. */
async function asleep(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  await sleep(ASLEEP);
  child.kill('SIGCONT');
}

describe.skipIf(onWindows)('a suspended process', () => {
  test(
    'continues its download',
    async () => {
      const { entry, packed } = tinyDataset();
      // shorter than the suspension in both suites
      const deadlines =
        ASLEEP > DEADLINES.stall ? DEADLINES : { ...DEADLINES, stall: 1500, crawl: 1800, whole: 1900, totalWait: 1900 };
      await torture('SIGSTOP in a download', trials(times(1, 4)), async (trial) => {
        let child: ChildProcess | undefined;
        const asked: string[] = [];
        const mirror = await loopbackServer(async (request, response) => {
          const name = (request.url ?? '').slice(1);
          asked.push(name);
          const bytes = fileOf(packed, name.replace(/\.gz$/, ''));
          response.writeHead(200, { 'content-length': bytes.length });
          if (asked.length > 1 || !child) return void response.end(bytes);
          response.write(bytes.subarray(0, bytes.length >> 1));
          await sleep(50); // wait until it reads
          const slept = asleep(child);
          if (trial % 2 === 0) await slept;
          response.end(bytes.subarray(bytes.length >> 1));
        });
        const options = { dataset: 'tiny', dataDir: temporaryFolder(), mirrors: [mirror], deadlines };
        const fetched = await fetchInProcess(entry, options, { onStart: (started) => (child = started) });
        expect(fetched).toEqual({
          files: entry.files.map(({ idxSha256 }) => ({ sha256: idxSha256, origin: 'download' })),
          noise: '',
        });
        expect(asked).toEqual(entry.files.map(({ name }) => `${name}.gz`));
      });
    },
    PATIENCE,
  );

  rarely(
    'in a barrier of the threads has the same result',
    async () => {
      const iterations = 300;
      work.write('wide.json', {
        ...work.json('tiny.json'),
        hidden: [300, 40],
        batchSize: 60,
        iterations,
        evaluateEvery: 100,
      });
      const command = 'mnist-train --config wide.json --output';
      const before = performance.now();
      expect((await work.run(`${command} wide --quiet --threads 1`)).code).toBe(0);
      const duration = performance.now() - before;
      await torture('SIGSTOP in a barrier of the threads', trials(times(1, 6)), async (trial) => {
        const running = work.start(`${command} wide-${trial} --threads ${2 + (trial % 2)}`);
        await running.stderrHas('iteration     1 ');
        await sleep(new Philox(trial, 4).uniform() * 0.5 * duration);
        await asleep(running.child);
        expect((await running.ended).code).toBe(0);
        expect(hashOf(work, `wide-${trial}`)).toBe(hashOf(work, 'wide'));
      });
    },
    PATIENCE,
  );
});

test('setting the clock back changes no result and gives no negative times', async () => {
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(join(PROJECT, 'test/fixtures/clock-back.mjs')).href}` };
  const { code, stdout } = await work.run(`${run.command} --output back`, { env });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^12 iterations on custom in \d/)]);
  run.expectResults('back');
  const { seconds, iterationsPerSecond } = work.json('back/run.json');
  expect(seconds).toBeGreaterThan(0);
  expect(iterationsPerSecond).toBeGreaterThan(0);
  work.write('back-seeds.json', { ...work.json('tiny.json'), seeds: [1, 2] });
  const seeds = await work.run('mnist-train --config back-seeds.json --quiet --output back-seeds', { env });
  expect([seeds.code, seeds.stdout]).toEqual([0, expect.stringMatching(/^2 seeds in \d/)]);
});
