import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { Philox } from '../../src/random/philox.js';
import { workplace } from '../fixtures/run-command.js';
import { type TinyRun, tinyRun } from './tiny-run.js';
import { PATIENCE, times, torture, trials } from './torture.js';

const work = workplace();
const onWindows = process.platform === 'win32';

/** In ms; under `npm test` other tests run at the same time. */
const SOON = times(Number.POSITIVE_INFINITY, 2000);

/** A run that mostly evaluates and writes checkpoints. */
const BUSY = { iterations: 60, evaluateEvery: 2, output: { checkpointEvery: 3 } };

let run: TinyRun;
beforeAll(async () => {
  run = await tinyRun(work, BUSY);
});

describe.skipIf(onWindows)('a run can be resumed after', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s at any moment, exit %i',
    async (signal, expected) => {
      await torture(`${signal} at a random moment`, trials(times(1, 100)), async (trial) => {
        const random = new Philox(trial, expected);
        const path = `${signal}-${trial}`;
        const running = work.start(`${run.command} --threads ${1 + random.integer(2)} --output ${path}`);
        const from = random.integer(4) === 0 ? 0 : run.startup;
        await Promise.race([sleep(from + random.uniform() * (run.duration - from)), running.ended]);
        const before = performance.now();
        running.child.kill(signal);
        const { code, stderr } = await running.ended;
        expect(performance.now() - before).toBeLessThan(SOON);

        const files = work.files(path);
        if (code === expected) {
          expect(stderr).toBe(`mnist-train: stopped by ${signal}\n`);
          if (files.length > 0) expect(['interrupted', 'finished']).toContain(work.json(`${path}/run.json`).status);
        } else if (code === 0) run.expectResults(path);
        else {
          // the signal came before the program listened, or after it stopped listening
          expect(code).toBe(signal);
          if (files.length > 0) run.expectResults(path);
        }
        await run.finish(path);
        rmSync(join(work.folder, path), { recursive: true });
      });
    },
    PATIENCE,
  );
});

describe.skipIf(onWindows)('a run is not lost', () => {
  test.each([
    ['`| head -1` for all its output', '{ "$@" 2>&1; echo $? > code; } | head -1'],
    ['closed stdout and stderr', '"$@" >&- 2>&-; echo $? > code'],
  ])('by %s', async (_, script) => {
    const command = run.command.replace(' --quiet', '');
    await work.run(`${command} --output unheard --force`, { under: ['sh', '-c', script, 'sh'] });
    expect(work.read('code')).toBe('0\n');
    run.expectResults('unheard');
  });
});

test.skipIf(onWindows)(
  'a run is not lost if the reader of its output exits',
  async () => {
    await torture('the reader of stderr exits', trials(times(1, 100)), async (trial) => {
      const path = `unread-${trial}`;
      const running = work.start(`${run.command.replace(' --quiet', '')} --output ${path}`);
      await running.stderrHas('iteration     1 ');
      await sleep(new Philox(trial, 1).uniform() * (run.duration - run.startup));
      running.child.stderr?.destroy();
      running.child.stdout?.destroy();
      expect((await running.ended).code).toBe(0);
      run.expectResults(path);
      rmSync(join(work.folder, path), { recursive: true });
    });
  },
  PATIENCE,
);
