import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { Philox } from '../../src/random/philox.js';
import { readCheckpoint } from '../../src/run/checkpoint-files.js';
import { workplace } from '../fixtures/run-command.js';
import { type FileOperation, faultsOf, watched } from './file-operations.js';
import { canMount, inNamespace } from './namespace.js';
import { type TinyRun, tinyRun } from './tiny-run.js';
import { PATIENCE, spread, times, torture, trials } from './torture.js';

const work = workplace();
const place = (path: string) => join(work.folder, path);

/** So many checkpoints that old ones are removed, with few file operations between them. */
const SHORT = { iterations: 12, evaluateEvery: 5, output: { checkpointEvery: 3 } };

let run: TinyRun;
beforeAll(async () => {
  run = await tinyRun(work, SHORT);
});

/** Expects one sentence and a hint, without a stack. */
const SENTENCE = /^mnist-train: OUTPUT: [^\n]+\n {2}hint: [^\n]+\n$/;
const STACK = / at .*:\d+:\d+/;

/** Expects only complete files and, unless the run is finished, the checkpoint from before the fault. */
async function expectWhole(path: string, operations: readonly FileOperation[]): Promise<void> {
  for (const name of work.files(path)) if (name.endsWith('.json')) work.json(`${path}/${name}`);
  const made = operations.flatMap((operation) => {
    const [, iteration] = (operation.call === 'rename' && /checkpoint-(\d+)\.json$/.exec(operation.to)) || [];
    return iteration === undefined ? [] : [Number(iteration)];
  });
  const isFinished = work.files(path).includes('run.json') && work.json(`${path}/run.json`).status === 'finished';
  if (made.length === 0 || isFinished) return;
  const found = await readCheckpoint(place(path));
  expect(found?.damaged).toEqual([]);
  expect(found?.checkpoint.state.iteration).toBeGreaterThanOrEqual(Math.max(...made));
}

test(
  'any failed file operation is reported in one sentence, and the run can be resumed',
  async () => {
    const undisturbed = await watched(work, 'watched', `${run.command} --output watched/run`);
    const faults = faultsOf(undisturbed.operations);
    expect(new Set(faults.map(({ call }) => call)).size).toBeGreaterThan(7);
    await torture('a file operation fails', spread(faults, times(3, 10_000)), async (fault, trial) => {
      const folder = `fault-${trial}`;
      const path = `${folder}/run`;
      const { code, stderr, operations } = await watched(work, folder, `${run.command} --output ${path}`, fault);
      if (code === 0) {
        // ignored: syncing an unreadable folder, and closing a synced file
        expect([stderr, fault.call === 'close' || fault.code === 'EACCES']).toEqual(['', true]);
        run.expectResults(path);
      } else {
        expect([code, stderr]).toEqual([7, expect.stringMatching(SENTENCE)]);
        expect(stderr).not.toMatch(STACK);
        await expectWhole(path, operations);
        await run.finish(path);
      }
      rmSync(place(folder), { recursive: true });
    });
  },
  PATIENCE,
);

describe.skipIf(!canMount)(canMount ? 'a separate disk' : 'a separate disk (NOT PERMITTED: unshare -rm)', () => {
  test(
    'that is full stops the run, which can be resumed when there is space',
    async () => {
      await torture('a disk is full', trials(times(1, 40)), async (trial) => {
        const random = new Philox(trial, 0);
        const kilobytes = 4 * (1 + random.integer(15)); // at most three checkpoints of 13 kB at a time
        const folder = `full-${trial}`;
        const script = `
          mkdir ${folder} && mount -t tmpfs -o size=${kilobytes}k tmpfs ${folder} && "$@"
          code=$?
          cp -r ${folder} left-${trial}
          exit $code`;
        const { code, stderr } = await inNamespace(work, script, `${run.command} --output ${folder}/run`);
        expect(work.files(folder)).toEqual([]); // the files were only in the namespace
        const path = `left-${trial}/run`;
        if (code !== 0) {
          expect([code, stderr]).toEqual([7, expect.stringMatching(SENTENCE)]);
          expect(stderr).toContain('no space left on the disk');
          await run.finish(path);
        } else run.expectResults(path);
        rmSync(place(`left-${trial}`), { recursive: true });
      });
    },
    PATIENCE,
  );

  test('that is read-only is reported', async () => {
    const script = 'mkdir fixed && mount -t tmpfs -o ro tmpfs fixed && "$@"';
    const { code, stderr } = await inNamespace(work, script, `${run.command} --output fixed/run`);
    expect([code, stderr.split('\n')[0]]).toEqual([7, 'mnist-train: OUTPUT: fixed/run: the file system is read-only']);
  });
});

test(
  'removing the folder of a run is reported',
  async () => {
    work.write('long.json', { ...work.json('tiny.json'), iterations: 10_000_000 });
    await torture('the output folder is removed', trials(times(1, 20)), async (trial) => {
      const path = `taken-${trial}`;
      const running = work.start(`mnist-train --config long.json --threads 1 --output ${path}`);
      await running.stderrHas('iteration     6 ');
      await sleep(new Philox(trial, 0).uniform() * 200);
      renameSync(place(path), place(`${path}-elsewhere`)); // deleting its files one by one would race with the run
      const { code, stderr } = await running.ended;
      expect([code, stderr.split('\n').at(-3)]).toEqual([
        7,
        `mnist-train: OUTPUT: ${path}: the folder no longer exists`,
      ]);
      expect(work.files(path)).toEqual([]);
    });
  },
  PATIENCE,
);
