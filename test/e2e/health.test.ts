import { beforeAll, describe, expect, test } from 'vitest';
import type { ReportData } from '../../src/report/report-data.js';
import { type Ended, workplace } from '../fixtures/run-command.js';

const { write, read, json, runWarm } = workplace();
const HEALTHY = {
  dataset: 'strokes',
  data: { limit: { train: 2000, test: 400 } },
  hidden: [20],
  init: { std: 'he' },
  iterations: 300,
};
const ZERO = { ...HEALTHY, init: { std: 0 }, report: true };

let healthy: Ended;
let zero: Ended;

beforeAll(async () => {
  write('healthy.json', HEALTHY);
  write('zero.json', ZERO);
  healthy = await runWarm('mnist-train --config healthy.json --json');
  zero = await runWarm('mnist-train --config zero.json');
});

test('a healthy run reports its health in --json and run.json, not on the terminal', async () => {
  const { health } = JSON.parse(healthy.stdout);
  expect(health).toMatchObject({ diagnosis: null, isHopeless: false, iterations: 300 });
  expect(health.layers.map(({ name, inputs, outputs }: Record<string, unknown>) => [name, inputs, outputs])).toEqual([
    ['Affine1', 784, 20],
    ['Affine2', 20, 10],
  ]);
  expect(health).toMatchObject(json('runs/healthy/run.json').health as object);
  expect((await runWarm('mnist-train --config healthy.json')).stdout).not.toMatch(/hopeless|hint/);
});

describe('a run that starts with weights of 0', () => {
  test('is reported as hopeless, with the cause', () => {
    expect(zero.code).toBe(0);
    expect(zero.stdout).toMatch(/^hopeless: accuracy 0\.\d{4} is no better than guessing; the likely cause:$/m);
    expect(zero.stdout).toContain('\n          every weight started at 0');
    expect(zero.stdout).toMatch(/^hint: {5}init: \{ std: he \}/m);
  });

  test('has the diagnosis in its report, also in that of mnist-eval', async () => {
    const ended = await runWarm('mnist-eval runs/zero/model.json --report page.html');
    expect(ended.code).toBe(0);
    const own = dataOf('runs/zero/report.html').health;
    expect(own?.diagnosis?.name).toBe('zero-initialisation');
    expect(dataOf('page.html').health).toEqual(own);
  });

  test('has no diagnosis if run.json is damaged', async () => {
    write('runs/zero/run.json', '{"health": {"loss": null}}');
    expect((await runWarm('mnist-eval runs/zero/model.json --report none.html')).code).toBe(0);
    expect(dataOf('none.html').health).toBeUndefined();
  });
});

function dataOf(path: string): ReportData {
  return JSON.parse(/id="report">(.*?)<\/script>/s.exec(read(path))?.[1] ?? '');
}
