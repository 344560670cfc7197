import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';
import { PATIENCE, report, times } from './torture.js';

const { folder, run, read, write } = workplace();

const RESULTS = ['model.json', 'loss.csv', 'accuracy.csv'];

test(
  'a run that is repeated gives the same bytes',
  async () => {
    writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
    write('run.json', { dataset: 'custom', hidden: [17], batchSize: 10, sampling: 'shuffle', iterations: 30 });
    const repeats = times(3, 20);
    const hashes = new Map<string, number>();
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { code, stderr } = await run(
        `mnist-train --config run.json --quiet --threads ${1 + (repeat % 4)} --output ${repeat}`,
      );
      expect([code, stderr]).toEqual([0, '']);
      const hash = createHash('sha256');
      for (const name of RESULTS) hash.update(read(`${repeat}/${name}`));
      const digest = hash.digest('hex');
      hashes.set(digest, (hashes.get(digest) ?? 0) + 1);
    }
    report({ fault: 'a run repeated, with 1 to 4 threads', injected: repeats, survived: Math.max(...hashes.values()) });
    expect(hashes.size).toBe(1);
  },
  PATIENCE,
);
