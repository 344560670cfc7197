import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ended, workplace } from '../fixtures/run-command.js';

const { folder, write, read, json, run, start, runWarm, files } = workplace();
const CONFIG = `dataset: strokes
data: { limit: { train: 600, test: 200 }, validation: 100 }
seeds: [3, 4000000000]
hidden: [8]
sampling: shuffle
epochs: 2
`;

interface Result {
  seed: number;
  testAccuracy: number;
  validationAccuracy: number;
}

let ended: Ended;

beforeAll(async () => {
  write('several.yaml', CONFIG);
  ended = await run('mnist-train --config several.yaml --output several --json');
});

describe('several seeds', () => {
  test('make one run each, with the same bytes as a single run', async () => {
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout).seeds[0].health).toMatchObject({ iterations: 10 });
    expect(files('several')).toEqual(['config.json', 'seed-3', 'seed-4000000000', 'seeds.csv']);
    const single = await runWarm('mnist-train --config several.yaml --seed 3 --output single --threads 1');
    expect(single.code).toBe(0);
    for (const name of ['model.json', 'loss.csv', 'accuracy.csv']) {
      expect(read(`single/${name}`)).toBe(read(`several/seed-3/${name}`));
    }
    expect(read('single/accuracy.csv')).toContain('iteration,epoch,train_accuracy,validation_accuracy\n');
  });

  test('have a table in the order of the seeds, with mean, standard deviation and range', () => {
    const { seeds, testAccuracy } = JSON.parse(ended.stdout) as { seeds: Result[]; testAccuracy: object };
    expect(seeds.map(({ seed }) => seed)).toEqual([3, 4000000000]);
    const accuracies = seeds.map((result) => result.testAccuracy);
    const mean = accuracies.reduce((sum, a) => sum + a, 0) / 2;
    const variance = accuracies.reduce((sum, a) => sum + (a - mean) ** 2, 0);
    expect(testAccuracy).toEqual({
      mean: expect.closeTo(mean, 12),
      standardDeviation: expect.closeTo(Math.sqrt(variance), 12),
      min: Math.min(...accuracies),
      max: Math.max(...accuracies),
    });
    const [header, ...rows] = read('several/seeds.csv').trim().split('\n');
    expect(header).toBe('seed,iterations,loss,train_accuracy,validation_accuracy,test_accuracy');
    expect(rows.map((row) => Number(row.split(',')[5]))).toEqual(accuracies);
    const model = JSON.parse(read('several/seed-4000000000/model.json'));
    expect(model.training.testAccuracy).toBe(seeds[1].testAccuracy);
    expect(model.training.accuracy.validationAccuracy).toBe(seeds[1].validationAccuracy);
  });

  test('that are resumed repeat only the missing runs', async () => {
    const before = read('several/seeds.csv');
    rmSync(join(folder, 'several/seed-4000000000'), { recursive: true });
    rmSync(join(folder, 'several/seeds.csv'));
    const resumed = await runWarm('mnist-train --resume several');
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain('2 seeds in');
    expect(resumed.stderr).toContain('seed-4000000000: iteration');
    expect(resumed.stderr).not.toContain('seed-3: iteration');
    expect(read('several/seeds.csv')).toBe(before);
  });

  test.each([
    ['mnist-train --resume several --epochs 5', 5, 'RESUME_CONFIG: several: epochs was 2, now 5'],
    ['mnist-train --resume several --seed 9', 5, 'RESUME_CONFIG: several: seed was 3, now 9'],
    ['mnist-eval several/seed-3/model.json --distort 2', 2, '--distort: the model was not trained on distorted images'],
  ])('%s is refused', async (command, code, sentence) => {
    const ended = await runWarm(command);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(sentence)]);
  });

  test('that are compared show the accuracies on validation and on test images separately', async () => {
    const ended = await runWarm('mnist-train compare several/seed-3 several/seed-4000000000 --json');
    const { seeds } = JSON.parse((await runWarm('mnist-train --resume several --json')).stdout) as { seeds: Result[] };
    expect(JSON.parse(ended.stdout)).toMatchObject(
      seeds.map(({ validationAccuracy, testAccuracy }) => ({
        validationAccuracy,
        testAccuracy,
        bestTestAccuracy: null,
      })),
    );
  });

  test('with --force replace all earlier seeds', async () => {
    write('fewer.yaml', CONFIG.replace('[3, 4000000000]', '[4000000000]').replace('epochs: 2', 'epochs: 1'));
    const ended = await runWarm('mnist-train --config fewer.yaml --output several --force');
    expect(ended.code).toBe(0);
    expect(files('several')).toEqual(['config.json', 'seed-4000000000', 'seeds.csv']);
    expect(read('several/seeds.csv').trim().split('\n')).toHaveLength(2);
  });

  test.skipIf(process.platform === 'win32')('save and end if their parent is killed, and can be resumed', async () => {
    write('long.yaml', CONFIG.replace('epochs: 2', 'epochs: 4000'));
    const parent = start('mnist-train --config long.yaml --output orphans --threads 2');
    await Promise.all([3, 4000000000].map((seed) => parent.stderrHas(`seed-${seed}: iteration     6`)));
    parent.child.kill('SIGKILL');
    await parent.ended;
    const runs = ['orphans/seed-3', 'orphans/seed-4000000000'];
    for (const path of runs) await expect.poll(() => json(`${path}/run.json`).status).toBe('interrupted');
    for (const path of runs) expect(files(path).some((name) => name.startsWith('checkpoint-'))).toBe(true);
    const resumed = start('mnist-train --resume orphans');
    await resumed.stderrHas('seed-3: resuming orphans/seed-3 after iteration');
    for (const [command, path] of [
      ['--resume orphans/seed-3', 'orphans/seed-3'],
      ['--resume orphans', 'orphans'],
      ['--config long.yaml --output orphans --force', 'orphans'],
    ]) {
      const second = await runWarm(`mnist-train ${command}`);
      expect(second.code).toBe(5);
      expect(second.stderr).toMatch(new RegExp(`RESUME_LOCKED: ${path}(/seed-3)?: another`));
    }
    resumed.child.kill('SIGINT');
    expect((await resumed.ended).code).toBe(130);
  });

  test('that end no better than guessing are reported, one per line', async () => {
    write('zero.yaml', `${CONFIG.replace('epochs: 2', 'iterations: 100')}init: { std: 0 }\n`);
    const { code, stdout } = await runWarm('mnist-train --config zero.yaml --output zero');
    expect(code).toBe(0);
    const said =
      /^seed-(\d+): hopeless: accuracy 0\.\d{4} is no better than guessing; the likely cause: every weight started/gm;
    expect([...stdout.matchAll(said)].map(([, seed]) => seed)).toEqual(['3', '4000000000']);
    expect(stdout.match(/^hint: {5}init: \{ std: he \}/gm)).toHaveLength(1);
    const { seeds } = JSON.parse((await runWarm('mnist-train --resume zero --json')).stdout);
    expect(seeds[1].health).toMatchObject({ isHopeless: true, diagnosis: { name: 'zero-initialisation' } });
  });

  test('end with the error of a seed that fails', async () => {
    write('wild.yaml', `${CONFIG}learningRate: 1000\ninit: { std: 10 }\nactivation: relu\nweightDecay: 100\n`);
    const failed = await runWarm('mnist-train --config wild.yaml --output wild');
    expect(failed.code).toBe(4);
    expect(failed.stderr).toMatch(/TRAINING_DIVERGED: seed-\d+: the loss is/);
    expect(failed.stderr).toMatch(/hint: lower learningRate/);
  });
});

describe('runs of different nets', () => {
  const RUNS = `dataset: strokes
data: { limit: { train: 400, test: 200 } }
runs: [{ name: plain }, { optimizer: adam, hidden: [6, 5] }]
seeds: [1, 2]
hidden: [8]
epochs: 4
report: true
`;
  const NAMES = [
    'plain-seed-1',
    'plain-seed-2',
    'optimizer-adam-hidden-6-5-seed-1',
    'optimizer-adam-hidden-6-5-seed-2',
  ];
  let lines: Record<string, unknown>[];

  beforeAll(async () => {
    write('runs.yaml', RUNS);
    const { code, stdout } = await runWarm('mnist-train runs.yaml --output runs --json-lines --threads 3');
    expect(code).toBe(0);
    lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  });

  test('make one run each, with the same bytes as a single run', async () => {
    expect(files('runs')).toEqual([...NAMES, 'config.json', 'report.html', 'runs.csv'].sort());
    await runWarm('mnist-train runs.yaml --seed 2 --optimizer adam --hidden 6,5 --output alone');
    for (const name of ['model.json', 'loss.csv', 'accuracy.csv']) {
      expect(read(`alone/${name}`)).toBe(read(`runs/${NAMES[3]}/${name}`));
    }
    expect(json('alone/model.json')).toMatchObject({ training: { config: { learningRate: 0.001 } } });
  });

  test('that would be left over start first, on all threads', () => {
    expect(NAMES.map((name) => json(`runs/${name}/run.json`).threads)).toEqual([3, 1, 1, 1]);
    const trained = lines.filter(({ kind }) => kind === 'accuracy').map(({ run }) => run);
    expect(trained.lastIndexOf(NAMES[0])).toBeLessThan(trained.findIndex((run) => run !== NAMES[0]));
  });

  test('have one table, with a mean for each net with several seeds', () => {
    const end = lines.at(-1) as { kind: string; runs: { run: string; testAccuracy: number }[]; groups: object[] };
    expect(new Set(lines.map(({ kind, run }) => (kind === 'accuracy' ? run : kind)))).toEqual(
      new Set([...NAMES, 'end']),
    );
    expect(end.runs.map(({ run }) => run)).toEqual(NAMES);
    const mean = (from: number) =>
      expect.closeTo((end.runs[from].testAccuracy + end.runs[from + 1].testAccuracy) / 2, 12);
    expect(end.groups).toMatchObject([
      { name: 'plain', runs: NAMES.slice(0, 2), testAccuracy: { mean: mean(0) } },
      { name: 'optimizer-adam-hidden-6-5', runs: NAMES.slice(2), testAccuracy: { mean: mean(2) } },
    ]);
    const [header, ...rows] = read('runs/runs.csv').trim().split('\n');
    expect(header).toBe('run,seed,iterations,loss,train_accuracy,test_accuracy');
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual(NAMES.map((name) => [name, name.slice(-1), '16']));
  });

  test('can be evaluated as a committee, and compared', async () => {
    const { models } = JSON.parse((await runWarm('mnist-eval runs --json')).stdout);
    expect(models.map(({ model }: { model: string }) => model)).toEqual(NAMES.map((name) => `runs/${name}/model.json`));
    expect(read('runs/report.html')).toContain('"groups":[{"name":"plain","size":2,');
    const { stdout } = await runWarm('mnist-train compare runs');
    for (const text of ['optimizer.name', '[6,5]', '\n\nmean ± standard deviation ']) {
      expect(stdout).toContain(text);
    }
    expect(stdout).toMatch(/^runs.optimizer-adam-hidden-6-5 +2 {2}0\.\d{4} ± 0\.\d{4}$/m);
  });

  test('that are interrupted and resumed write the same bytes', async () => {
    const interrupted = start('mnist-train runs.yaml --output again --threads 1');
    await interrupted.stderrHas(`${NAMES[0]}: iteration     1`);
    interrupted.child.kill('SIGINT');
    const { code, stdout } = await interrupted.ended;
    expect([code, stdout]).toEqual([130, 'resume:  mnist-train --resume again\n']);
    const resumed = await runWarm('mnist-train --resume again');
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringMatching(/^4 runs in /)]);
    expect(resumed.stdout).toMatch(/^ {2}plain +0\.\d{4} ± 0\.\d{4} {2}0\.\d{4} to 0\.\d{4}$/m);
    for (const file of ['runs.csv', ...NAMES.map((name) => `${name}/model.json`)]) {
      expect(read(`again/${file}`)).toBe(read(`runs/${file}`));
    }
    const other = await runWarm('mnist-train --resume again --hidden 7');
    expect(other.stderr).toContain('RESUME_CONFIG: again: hidden was [8], now [7]');
  });

  test('that are interrupted print a document with --json, and their committee names the remedy', async () => {
    const interrupted = start('mnist-train runs.yaml --output cut --threads 1 --json');
    await interrupted.stderrHas(`${NAMES[0]}: iteration     1`);
    interrupted.child.kill('SIGINT');
    const { code, stdout } = await interrupted.ended;
    expect([code, JSON.parse(stdout)]).toEqual([130, expect.objectContaining({ run: 'cut', interrupted: true })]);
    const { stderr } = await runWarm('mnist-eval cut');
    expect(stderr).toMatch(/MODEL_READ: cut.*model\.json: no such file, .*\n {2}hint: mnist-train --resume cut\n$/);
  });

  test('with --force replace earlier runs and no other files', async () => {
    write('again/mine/notes.txt', 'keep');
    write(
      'one.yaml',
      RUNS.replace(/runs: .*\nseeds: .*/, 'runs: [{ name: plain-seed-2 }]').replace('report: true\n', ''),
    );
    expect((await runWarm('mnist-train one.yaml --output again --force')).code).toBe(0);
    expect(files('again')).toEqual(['config.json', 'mine', 'plain-seed-2', 'runs.csv']);
    expect(json('again/plain-seed-2/model.json')).toMatchObject({ training: { config: { seed: 0 } } });
    const single = RUNS.replace(/runs: .*\nseeds: .*/, '').replace('report: true\n', '');
    write('single.yaml', single);
    expect((await runWarm('mnist-train single.yaml --output again --force')).code).toBe(0);
    const SINGLE = ['accuracy.csv', 'config.json', 'loss.csv', 'mine', 'model.json', 'run.json'];
    expect(files('again')).toEqual(SINGLE);
    for (const key of ['distill: again', 'init: { from: again/model.json }', 'runs: [{ distill: again }]']) {
      write('needs.yaml', `${single}${key}\n`);
      const { stderr } = await runWarm('mnist-train needs.yaml --output again --force');
      expect(stderr).toMatch(/OUTPUT: again: --force would remove again.model\.json, which this run needs\n/);
      expect(files('again')).toEqual(SINGLE);
    }
    write('again/mine/model.json', read('again/model.json'));
    write('needs.yaml', `${single}init: { from: again/mine/model.json }\n`);
    expect((await runWarm('mnist-train needs.yaml --output again --force')).code).toBe(0);
  });
});

test('a folder of an earlier version, with `seeds` in config.json, can be resumed, evaluated and compared', async () => {
  const { runs: _, ...config } = json('zero/config.json');
  write('zero/config.json', { ...config, seed: 3, seeds: [3, 4000000000] });
  const table = read('zero/seeds.csv');
  rmSync(join(folder, 'zero/seed-3'), { recursive: true });
  const resumed = await runWarm('mnist-train --resume zero --config zero.yaml');
  expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringMatching(/^2 seeds in /)]);
  expect(read('zero/seeds.csv')).toBe(table);
  expect((await runWarm('mnist-eval zero')).stdout).toMatch(/^a committee of 2: /);
  expect((await runWarm('mnist-train compare zero')).stdout).toMatch(/^zero +2 {2}0\.\d{4} ± /m);
});

test.each([
  ['seeds: [1, 1]', 'seeds: must not name a seed twice'],
  ['seeds: []', 'seeds: must be a list of 1 to 100 seeds'],
  ['seeds: 3', 'seeds'],
  ['runs: [{ optimizer: adm }]', 'wrong.yaml:2:21: runs[0].optimizer: got "adm"'],
  ['data: { validation: 100, limit: 100 }', 'data.validation: 100 of 100 training images leave none to train on'],
  ['gradient: numerical\ndropout: 0.5', 'numerical.algorithm: "incremental" does not support dropout'],
  ['dropout: 1', 'dropout: must be a number from 0 and below 1'],
])('%j is refused', async (yaml, sentence) => {
  write('wrong.yaml', `dataset: strokes\n${yaml}\n`);
  const ended = await runWarm('mnist-train --config wrong.yaml');
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(sentence);
});
