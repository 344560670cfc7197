import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Philox } from '../../src/random/philox.js';
import { readCheckpoint } from '../../src/run/checkpoint-files.js';
import { workplace } from '../fixtures/run-command.js';
import { Disk } from './disk.js';
import { type FileOperation, watched } from './file-operations.js';
import { type TinyRun, tinyRun } from './tiny-run.js';
import { PATIENCE, times, torture, trials } from './torture.js';

const work = workplace();
const place = (path: string) => join(work.folder, path);

/** The folder of the run, in each working folder of this test. */
const RUN = 'runs/tiny';

let run: TinyRun;
let begun: FileOperation[];
let resumed: FileOperation[];

beforeAll(async () => {
  run = await tinyRun(work);
  mkdirSync(place('begun'));
  begun = await recorded('begun', `${run.command} --output begun/${RUN}`);
  diskAfter('begun', begun, 0.6).losePower(place('resumed'), new Philox(0, 1));
  resumed = await recorded('resumed', `mnist-train --resume resumed/${RUN} --quiet`);
});

/** Records the file operations of a command in a folder, and keeps a copy of the folder from before. */
async function recorded(folder: string, command: string): Promise<FileOperation[]> {
  cpSync(place(folder), place(`${folder}-before`), { recursive: true });
  const { code, stderr, operations } = await watched(work, folder, command);
  expect([code, stderr]).toEqual([0, '']);
  run.expectResults(`${folder}/${RUN}`);
  return operations;
}

/** The disk after this fraction of the operations in a folder. */
function diskAfter(folder: string, operations: readonly FileOperation[], share: number): Disk {
  const disk = new Disk(place(folder), place(`${folder}-before`));
  for (const operation of operations.slice(0, Math.round(share * operations.length))) disk.do(operation);
  return disk;
}

test(
  'after a power loss a run resumes from its last checkpoint or the one being written',
  async () => {
    await torture('loss of power at any moment of a run', trials(times(5, 500)), async (trial) => {
      const random = new Philox(trial, 0);
      const [folder, operations] =
        random.integer(3) > 0 ? (['begun', begun] as const) : (['resumed', resumed] as const);
      const disk = diskAfter(folder, operations, random.uniform());
      const path = `${trial}/${RUN}`;
      disk.losePower(place(`${trial}`), random);

      const durable = disk.durableNames(place(`${folder}/${RUN}`));
      if (!work.files(path).includes('config.json')) {
        expect(durable).not.toContain('config.json');
        const { code, stderr } = await work.runWarm(`mnist-train --resume ${path}`);
        expect([code, stderr]).toEqual([5, expect.stringMatching(/^mnist-train: RESUME_FOLDER: .+\n {2}hint: .+\n$/)]);
      } else if (!durable.includes('run.json')) {
        const found = await readCheckpoint(place(path));
        expect(found?.damaged ?? []).toEqual([]);
        expect(found?.checkpoint.state.iteration ?? 0).toBeGreaterThanOrEqual(newest(durable));
      }
      await run.finish(path);
      rmSync(place(`${trial}`), { recursive: true });
    });
  },
  PATIENCE,
);

/** The iteration of the newest checkpoint among these names, or 0. */
function newest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => Number(/^checkpoint-(\d+)\.json$/.exec(name)?.[1] ?? 0)));
}
