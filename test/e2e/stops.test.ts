import { existsSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModel } from '../../src/export/read-model.js';
import { loopbackServer } from '../fixtures/loopback-server.js';
import { type Running, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const work = workplace();
const { folder, run, runWarm, start, read, json, files } = work;

/** Windows has no signals: there `kill` ends a process at once. */
const onWindows = process.platform === 'win32';

beforeAll(() => {
  writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
  const base = { dataset: 'custom', hidden: [8], batchSize: 10 };
  work.write('long.json', { ...base, iterations: 10_000_000, evaluateEvery: 50 });
  work.write('numerical.json', {
    ...base,
    hidden: [200],
    batchSize: 60,
    iterations: 100,
    gradient: 'numerical',
    numerical: { algorithm: 'full' },
  });
  work.write('short.json', { ...base, iterations: 3 });
  work.write('diverging.json', {
    ...base,
    hidden: [50, 50, 50],
    init: { std: 10 },
    learningRate: 1000,
    iterations: 200,
  });
});

/** Sends a signal and waits for the end. Without it, none of these runs would end before the time limit of the test. */
function stop(running: Running, signal: NodeJS.Signals) {
  running.child.kill(signal);
  return running.ended;
}

/** The rows of a CSV file; each must be complete. */
function rows(path: string): number[][] {
  const text = read(path);
  expect(text.endsWith('\n')).toBe(true);
  const [header, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => {
    const cells = line.split(',').map(Number);
    expect(cells).toHaveLength(header.split(',').length);
    expect(cells.every(Number.isFinite)).toBe(true);
    return cells;
  });
}

describe.skipIf(onWindows).concurrent('a signal in the middle of a run', () => {
  test('SIGINT finishes the step, saves, and exits 130', async () => {
    const running = start('mnist-train --config long.json');
    await running.stderrHas('iteration   101');
    const { code, stdout, stderr } = await stop(running, 'SIGINT');
    expect(code).toBe(130);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('mnist-train: stopped by SIGINT');
    const done = Number(/^([\d,]+) of 10,000,000 iterations on custom/.exec(stdout)?.[1].replaceAll(',', ''));
    expect(done).toBeGreaterThanOrEqual(101);

    const losses = rows('runs/long/loss.csv');
    expect(losses.map(([iteration]) => iteration)).toEqual(Array.from({ length: done }, (_, i) => i + 1));
    const accuracies = rows('runs/long/accuracy.csv');
    expect(accuracies.map(([iteration]) => iteration)).toEqual(accuracies.map((_, i) => 1 + 50 * i));
    const measured = accuracies[accuracies.length - 1][0];
    expect(stdout.includes(`(after iteration ${measured.toLocaleString('en-US')})`)).toBe(measured < done);
    expect(json('runs/long/run.json').status).toBe('interrupted');
    expect((await readModel(`${folder}/runs/long/model.json`)).training.iterations).toBe(done);

    const evaluation = await runWarm('mnist-eval runs/long/model.json --json');
    expect(evaluation).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(evaluation.stdout).count).toBe(10);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s does the same and exits %i', async (signal, expected) => {
    const running = start(`mnist-train --config long.json --json --output runs/${signal}`);
    await running.stderrHas('iteration     1 ');
    const { code, stdout, stderr } = await stop(running, signal);
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([expected, `mnist-train: stopped by ${signal}`]);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ run: `runs/${signal}`, interrupted: true });
    expect(rows(`runs/${signal}/loss.csv`)).toHaveLength(document.iterations);
    await readModel(`${folder}/runs/${signal}/model.json`);
  });

  test('two signals at almost the same time, as under npx, count as one', async () => {
    const running = start('mnist-train --config long.json --output runs/twice');
    await running.stderrHas('iteration     1 ');
    for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM'] as const) running.child.kill(signal);
    const { code } = await stop(running, 'SIGCONT'); // it receives both signals at once
    expect([130, 143]).toContain(code); // the exit code of the one that arrives first
    await readModel(`${folder}/runs/twice/model.json`);
  });

  test('interrupts a numerical step', async () => {
    const running = start('mnist-train --config numerical.json --threads 1');
    await running.stderrHas('numerical gradients by full passes: 318,020 loss evaluations per step');
    await sleep(100);
    const { code, stdout } = await stop(running, 'SIGINT');
    expect([code, stdout.split('\n')[0]]).toEqual([130, expect.stringMatching(/^0 of 100 iterations on custom in/)]);
    expect(rows('runs/numerical/loss.csv')).toEqual([]);
    expect((await readModel(`${folder}/runs/numerical/model.json`)).training.loss).toBe(null);
  });

  test('ends a gradient check', async () => {
    work.write('check.json', { dataset: 'strokes', data: { limit: 100 }, hidden: [8], batchSize: 10 });
    const running = start('mnist-train gradcheck --config check.json --samples 1 --steps 1000000');
    await running.stderrHas('drew 100 test digits'); // the last message before the check starts
    await sleep(100);
    const { code, stdout, stderr } = await stop(running, 'SIGINT');
    expect([code, stdout, stderr.split('\n').at(-2)]).toEqual([130, '', 'mnist-train: stopped by SIGINT']);
  });
});

test.skipIf(onWindows)('a signal ends a stalled download, and leaves no partial file', async () => {
  let asked = () => {};
  const request = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const server = await loopbackServer((_, response) => {
    response.writeHead(200, { 'content-length': 9_912_422 });
    response.write(new Uint8Array(100_000), () => asked());
  });
  const running = start(`mnist-train fetch --mirror ${server} --data-dir stalled`);
  await request;
  await sleep(100);
  const ended = await stop(running, 'SIGINT');
  expect(ended).toEqual({ code: 130, stdout: '', stderr: 'mnist-train: stopped by SIGINT\n' });
  expect(files('stalled/mnist')).toEqual([]);
});

describe.concurrent('closed output', () => {
  test.each(['stdout', 'stderr'] as const)('a closed %s does not end a run', async (stream) => {
    const running = start(`mnist-train --config short.json --output runs/no-${stream}`);
    running.child[stream]?.destroy();
    expect((await running.ended).code).toBe(0);
    expect(files(`runs/no-${stream}`)).toHaveLength(5);
    expect(rows(`runs/no-${stream}/loss.csv`)).toHaveLength(3);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk under stdout is reported and exits 7', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await run('mnist-train --config short.json --output runs/full --quiet', {
      stdio: ['ignore', full, 'pipe'],
    });
    expect([code, stderr]).toEqual([
      7,
      'mnist-train: OUTPUT: standard output: cannot be written (ENOSPC)\n  hint: free some disk space, or write to another place\n',
    ]);
    expect(files('runs/full')).toHaveLength(5);
  });
});

describe('a loss that is not finite', () => {
  test('stops the run with iteration, layer, learning rate and a hint, and exits 4', async () => {
    const { code, stdout, stderr } = await run('mnist-train --config diverging.json --quiet');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toBe(
      'mnist-train: TRAINING_DIVERGED: the loss is NaN after iteration 2 (epoch 1) at learning rate 1000: ' +
        'the output of Affine2 is not finite\n' +
        '  hint: lower learningRate, for example to 100, or initialise with smaller weights\n',
    );
    expect(files('runs/diverging')).toEqual(['accuracy.csv', 'config.json', 'loss.csv', 'run.json']);
    expect(rows('runs/diverging/loss.csv').map(([iteration]) => iteration)).toEqual([1]);
    expect(rows('runs/diverging/accuracy.csv').map(([iteration]) => iteration)).toEqual([1]);
    expect(json('runs/diverging/run.json').status).toBe('failed');
  });
});
