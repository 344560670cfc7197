import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, runWarm, start, read, json, files, write } = workplace();

const onWindows = process.platform === 'win32';

const BASE = {
  dataset: 'custom',
  hidden: [8],
  batchSize: 9, // 60 images: the last of an epoch's seven batches has six
  sampling: 'shuffle',
  epochs: 200,
  evaluateEvery: 100,
  output: { checkpointEvery: 100 },
};

beforeAll(() => {
  writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
});

function results(path: string): Record<string, string> {
  return Object.fromEntries(['model.json', 'loss.csv', 'accuracy.csv'].map((name) => [name, read(`${path}/${name}`)]));
}

// test/run/checkpoint.test.ts and test/torture/one-result.test.ts resume runs with other optimizers, schedules, precisions and
// the reference engine.
test.skipIf(onWindows)('a run that is killed, stopped and resumed has the same results', async () => {
  write('run.json', { ...BASE, init: { rng: 'numpy' }, sampling: 'replacement', epochs: 234 });
  const unbroken = runWarm('mnist-train --config run.json --output whole --quiet');
  const first = start('mnist-train --config run.json --output cut --threads 1');
  await first.stderrHas('iteration   201');
  first.child.kill('SIGKILL');
  await first.ended;
  const second = start('mnist-train --resume cut --threads 2');
  await second.stderrHas('iteration   501');
  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(143);
  expect(json('cut/run.json')).toMatchObject({ status: 'interrupted' });

  const { code, stderr, stdout } = await runWarm('mnist-train --resume cut');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^resuming cut after iteration [\d,]+ of 1,404\n/);
  expect(stdout).toContain('1,404');
  expect((await unbroken).code).toBe(0);
  expect(results('cut')).toEqual(results('whole'));
  expect(files('cut')).toEqual(['accuracy.csv', 'config.json', 'loss.csv', 'model.json', 'run.json']);
});

describe('a run that was stopped', () => {
  const RUN = 'runs/stopped';

  beforeAll(async () => {
    write('stopped.json', { ...BASE, epochs: undefined, iterations: 10_000_000 });
    const running = start('mnist-train --config stopped.json');
    await running.stderrHas('iteration   401');
    running.child.kill(onWindows ? 'SIGKILL' : 'SIGINT');
    const { stdout } = await running.ended;
    if (!onWindows) expect(stdout).toContain(`resume:  mnist-train --resume ${RUN}\n`);
  });

  /** Copies the run to a folder of its own. */
  function copy(name: string): string {
    for (const file of files(RUN)) write(`runs/${name}/${file}`, readFileSync(`${folder}/${RUN}/${file}`));
    return `runs/${name}`;
  }

  const newest = (run: string) => files(run).filter((name) => name.startsWith('checkpoint'))[1];

  test('keeps its last two checkpoints', () => {
    expect(files(RUN).filter((name) => name.startsWith('checkpoint'))).toHaveLength(2);
  });

  test('resumes from the previous checkpoint if the newest is damaged, and says so', async () => {
    const dir = copy('damaged');
    const [before, last] = files(dir).filter((name) => name.startsWith('checkpoint'));
    const bytes = readFileSync(`${folder}/${dir}/${last}`);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(`${folder}/${dir}/${last}`, bytes);
    const running = start(`mnist-train --resume ${dir}`);
    await running.stderrHas('resuming');
    await running.stderrHas('iteration ');
    running.child.kill('SIGKILL');
    const { stderr } = await running.ended;
    const iteration = Number(/\d+/.exec(before)?.[0]).toLocaleString('en-US');
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      `${dir}/${last}: its content does not match its SHA-256; resuming from ${before}`,
      `resuming ${dir} after iteration ${iteration} of 10,000,000`,
    ]);
  });

  test.each<[string, (dir: string) => void, string, string]>([
    [
      'a short CSV file',
      (dir) => truncateSync(`${folder}/${dir}/loss.csv`, 100),
      '',
      'RESUME_CSV: DIR/loss.csv: shorter than the checkpoint needs, ',
    ],
    [
      'nothing but damaged checkpoints',
      (dir) => {
        for (const name of files(dir)) if (name.startsWith('checkpoint')) write(`${dir}/${name}`, '{"format":');
      },
      '',
      'RESUME_CHECKPOINT: DIR/checkpoint-',
    ],
    ['another learning rate', () => undefined, '--lr 0.2', 'RESUME_CONFIG: DIR: learningRate was 0.1, now 0.2\n'],
    [
      'another optimizer',
      () => undefined,
      '--optimizer adam',
      'RESUME_CONFIG: DIR: optimizer.name was "sgd", now "adam"\n',
    ],
  ])('%s is reported, and changes no file', async (_, change, flags, says) => {
    const dir = copy('wrong');
    change(dir);
    const before = files(dir).map((name) => read(`${dir}/${name}`));
    const { code, stderr } = await runWarm(`mnist-train --resume ${dir} ${flags}`.trim());
    expect(stderr.startsWith(`mnist-train: ${says.replaceAll('DIR', dir)}`), stderr).toBe(true);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.anything(), expect.stringMatching(/^ {2}hint: /)]);
    expect(code).toBe(5);
    expect(files(dir).map((name) => read(`${dir}/${name}`))).toEqual(before);
  });

  test.each([
    ['runs/none', 'RESUME_FOLDER: runs/none: no such folder', 5],
    ['stopped.json', 'RESUME_FOLDER: stopped.json: not a folder', 5],
    ['data', 'RESUME_FOLDER: data: no run was started here (there is no config.json)', 5],
    [`${RUN} --force`, `USAGE: --force has no effect with --resume, which continues ${RUN}`, 2],
    [`${RUN} --output x`, `USAGE: --output has no effect with --resume, which continues ${RUN}`, 2],
  ])('--resume %s', async (args, says, expected) => {
    const { code, stderr } = await runWarm(`mnist-train --resume ${args}`);
    expect([stderr.split('\n')[0], code]).toEqual([`mnist-train: ${says}`, expected]);
  });

  test('mnist-eval rejects a checkpoint', async () => {
    const { code, stderr } = await runWarm(`mnist-eval ${RUN}/${newest(RUN)}`);
    expect([code, stderr]).toEqual([
      5,
      `mnist-eval: MODEL_FORMAT: ${RUN}/${newest(RUN)}: this is a checkpoint, expected a model.json\n` +
        `  hint: mnist-train --resume ${RUN} continues that run\n`,
    ]);
  });
});

test('a run that was killed before its first checkpoint starts from the beginning', async () => {
  write('young.json', { ...BASE, epochs: 1 });
  await runWarm('mnist-train --config young.json --quiet');
  for (const name of ['loss.csv', 'accuracy.csv', 'config.json'])
    write(`runs/killed/${name}`, read(`runs/young/${name}`));
  const { code, stderr } = await runWarm('mnist-train --resume runs/killed');
  expect([code, stderr.split('\n')[0]]).toEqual([0, 'runs/killed: no checkpoint yet, starting from the beginning']);
  expect(results('runs/killed')).toEqual(results('runs/young'));
  const again = await runWarm('mnist-train --resume runs/killed');
  expect([again.code, again.stdout]).toEqual([0, 'runs/killed is finished: nothing to resume\n']);
});

test('a damaged run.json of a finished run is reported, and no result changes', async () => {
  write('done.json', { ...BASE, epochs: 1 });
  await runWarm('mnist-train --config done.json --quiet');
  const before = results('runs/done');
  write('runs/done/run.json', '{"status":');
  const { code, stderr } = await runWarm('mnist-train --resume runs/done');
  expect([code, stderr.split('\n')[0]]).toEqual([
    5,
    'mnist-train: RESUME_CHECKPOINT: runs/done/run.json: cannot be read, and there is no checkpoint to resume from',
  ]);
  expect(results('runs/done')).toEqual(before);
});

test('an interrupted run finishes its current evaluation, with any number of threads', async () => {
  write('evaluating.json', { ...BASE, epochs: undefined, iterations: 10_000_000, evaluateEvery: 7 });
  for (const threads of [1, 2]) {
    const running = start(`mnist-train --config evaluating.json --threads ${threads} --output runs/e${threads}`);
    await running.stderrHas('iteration    71');
    running.child.kill('SIGINT');
    await running.ended;
    if (onWindows) continue;
    const done = read(`runs/e${threads}/loss.csv`).trimEnd().split('\n').length - 1;
    expect(read(`runs/e${threads}/accuracy.csv`).trimEnd().split('\n')).toHaveLength(1 + Math.ceil(done / 7));
  }
});
