import { readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Philox } from '../../src/random/philox.js';
import { workplace } from '../fixtures/run-command.js';
import { goOn, tinyRun } from './tiny-run.js';
import { isAvailable, PATIENCE, spread, times, torture, trials } from './torture.js';

const work = workplace();
const onWindows = process.platform === 'win32';
const hasStrace = !onWindows && isAvailable('strace', '-f', '-o', '/dev/null', 'true');

test(
  'a run that is killed and resumed, once or more, has the same results',
  async () => {
    const run = await tinyRun(work);
    await torture('kill -9 at random times, one to three in a run', trials(times(2, 1000)), async (trial) => {
      const random = new Philox(trial, 0);
      const path = `random-${trial}`;
      const command = random.integer(6) === 0 ? run.unsaved : run.command;
      for (let kills = random.integer(3) === 0 ? 2 + random.integer(2) : 1; kills > 0; kills--) {
        const running = work.start(`${goOn(work, command, path)} --threads ${1 + random.integer(3)}`);
        // before training starts there is little to lose
        const from = random.integer(4) === 0 ? 0 : run.startup;
        await Promise.race([sleep(from + random.uniform() * (run.duration - from)), running.ended]);
        running.child.kill('SIGKILL');
        await running.ended;
      }
      await run.finish(path);
      rmSync(join(work.folder, path), { recursive: true });
    });
  },
  PATIENCE,
);

/** System calls that change a disk or make a change durable. */
const CALLS = ['mkdir', 'openat', 'pwrite64', 'write', 'ftruncate', 'fsync', 'rename', 'unlink', 'rmdir'];

/**
 * strace counts calls per thread. With one background thread and no compute threads the counts of two runs are
 * equal.
 */
const COUNTABLE = { UV_THREADPOOL_SIZE: '1' };
const strace = (...args: string[]) => ['strace', '-f', '-qq', '-y', ...args];

/** A system call on the folder of a run: the `when`-th call of this kind in its thread. */
interface Point {
  readonly call: string;
  readonly when: number;
}

/**
 * The calls at which strace can kill the process. The n-th call of a second thread is not among them: the process ends
 * at the n-th call of the first thread. This leaves out the fsync before each rename; the disk is the same at the rename.
 */
function pointsOf(log: string, path: string): Point[] {
  const counts = new Map<string, number>();
  const reached = new Map<string, number>();
  return log.split('\n').flatMap((line) => {
    const [, thread, call, rest] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (call === undefined) return [];
    const when = (counts.get(thread + call) ?? 0) + 1;
    counts.set(thread + call, when);
    if (when <= (reached.get(call) ?? 0)) return [];
    reached.set(call, when);
    return rest.includes(path) ? [{ call, when }] : [];
  });
}

describe.skipIf(!hasStrace)(hasStrace ? 'strace' : 'strace (NOT INSTALLED: apt-get install strace)', () => {
  test(
    'a run that is killed at a system call and resumed has the same results',
    async () => {
      const run = await tinyRun(work);
      const points: (Point & { command: string })[] = [];
      for (const [n, command] of [run.command, run.unsaved].entries()) {
        const under = strace('-o', 'log', '-e', `trace=${CALLS}`);
        await work.run(`${command} --output traced-${n}`, { env: COUNTABLE, under });
        const log = readFileSync(join(work.folder, 'log'), 'utf8');
        points.push(...pointsOf(log, `traced-${n}`).map((point) => ({ command, ...point })));
      }
      expect(points.length).toBeGreaterThan(80);
      let kills = 0;
      const chosen = spread(points, times(2, Number.POSITIVE_INFINITY));
      await torture('kill -9 at every call that changes the disk', chosen, async ({ command, call, when }, trial) => {
        const path = `call-${trial}`;
        const fault = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${when}`];
        const under = strace('-o', '/dev/null', ...fault);
        const ended = await work.run(`${command} --output ${path}`, { env: COUNTABLE, under });
        if (ended.code === 'SIGKILL' || ended.code === 128 + constants.signals.SIGKILL) kills++;
        await run.finish(path);
        rmSync(join(work.folder, path), { recursive: true });
      });
      expect(kills / chosen.length).toBeGreaterThan(0.9);
    },
    PATIENCE,
  );
});
