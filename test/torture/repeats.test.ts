import { expect, test } from 'vitest';
import { workplace } from '../fixtures/run-command.js';
import { tinyRun } from './tiny-run.js';
import { PATIENCE, times, torture, trials } from './torture.js';

const work = workplace();

test(
  'a repeated run gives the same bytes',
  async () => {
    const { command, expectResults } = await tinyRun(work);
    await torture('a run repeated, with 1 to 4 threads', trials(times(2, 20)), async (trial) => {
      const ended = await work.run(`${command} --threads ${1 + ((trial + 1) % 4)} --output ${trial}`);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expectResults(`${trial}`);
    });
  },
  PATIENCE,
);
