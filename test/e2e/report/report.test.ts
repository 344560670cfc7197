import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { withoutChromium } from '../../fixtures/chromium.js';
import { type Ended, workplace } from '../../fixtures/run-command.js';
import { accessibility } from './accessibility.js';
import { charts } from './charts.js';
import { committee } from './committee.js';
import { dataOf, inChromium, nothingWasHeard } from './in-chromium.js';
import { liveRun } from './live.js';
import { otherNets } from './other-nets.js';
import { pad } from './pad.js';
import { sections } from './sections.js';
import { widgets } from './widgets.js';

const place = workplace();
const { folder, write, read, runWarm, files } = place;
const CONFIG = `dataset: strokes
data: { limit: { train: 4000, test: 400 } }
init: { std: he }
learningRate: 0.2
iterations: 400
report: true
`;

let trained: Ended;
let evaluated: Ended;

beforeAll(async () => {
  write('net.yaml', CONFIG);
  write('torn/loss.csv/x', '');
  trained = await runWarm('mnist-train --config net.yaml --output net');
  evaluated = await runWarm('mnist-eval net/model.json --report page.html --run net --json');
  write('early.yaml', `${CONFIG}input: { view: deslant }\n`);
  await runWarm('mnist-train --config early.yaml --seed 2 --iterations 60 --output early');
  await runWarm('mnist-eval net early --report committee.html');
});

describe('the commands', () => {
  test('a run with `report: true` writes its page, and no other file mentions it', () => {
    expect(trained.code).toBe(0);
    expect(trained.stdout).toContain('model.json,report.html,config.json');
    expect(files('net')).toEqual(['accuracy.csv', 'config.json', 'loss.csv', 'model.json', 'report.html', 'run.json']);
    expect(read('net/model.json')).not.toContain('report');
  });

  test('mnist-eval --report writes the same page, except for the command', () => {
    expect(evaluated.code).toBe(0);
    expect(JSON.parse(evaluated.stdout).report).toBe('page.html');
    const [own, other] = [dataAt('net/report.html'), dataAt('page.html')];
    expect({ ...other, commands: own.commands }).toEqual(own);
    expect(own.commands).toEqual(['mnist-train net/config.json --output net-again']);
    expect(other.commands).toEqual([...own.commands, 'mnist-eval net/model.json --report page.html --run net --json']);
    expect(other.runs.map(({ name }) => name)).toEqual(['net']);
  });

  test('the command on a run’s page repeats the run and the page', async () => {
    const [command] = dataAt('net/report.html').commands;
    expect(await runWarm(command)).toMatchObject({ code: 0 });
    expect(read('net-again/model.json')).toBe(read('net/model.json'));
    const [page, again] = ['net', 'net-again'].map((name) => JSON.stringify(dataAt(`${name}/report.html`).metrics));
    expect(again).toBe(page);
  });

  test('the command on a page contains the data folder from the environment variable', async () => {
    const ended = await runWarm('mnist-eval net/model.json --report env.html', { MNIST_TRAIN_DATA_DIR: './data' });
    expect(ended.code).toBe(0);
    expect(dataAt('env.html').commands[1]).toBe('mnist-eval net/model.json --report env.html --data-dir ./data');
  });

  test.runIf(process.platform === 'linux')('--open opens the page, and a missing browser is no error', async () => {
    write('bin/xdg-open', '#!/bin/sh\nprintf %s "$1" > opened\n');
    chmodSync(join(folder, 'bin/xdg-open'), 0o755);
    const opened = await runWarm("mnist-eval net --report a&$b'.html --open", {
      PATH: `${folder}/bin:${process.env.PATH}`,
    });
    expect(opened.code).toBe(0);
    await expect.poll(() => files('.')).toContain('opened');
    await expect.poll(() => read('opened')).toBe(pathToFileURL(join(folder, "a&$b'.html")).href);
    expect(await runWarm('mnist-eval net --report none.html --open', { PATH: folder })).toMatchObject({ code: 0 });
  });

  test.each([
    ['--open', 2, 'USAGE: --open has no effect without --report'],
    ['--report nowhere/page.html', 7, 'OUTPUT: nowhere/page.html: there is no folder nowhere'],
    ['--report page.html --run nowhere', 2, 'USAGE: --run nowhere: no loss.csv or accuracy.csv'],
    ['--report page.html --run torn', 2, 'torn/loss.csv: is a folder'],
    ['--run net', 2, 'USAGE: --run has no effect without --report'],
  ])('%s ends with exit code %i', async (flags, code, sentence) => {
    const ended = await runWarm(`mnist-eval net/model.json ${flags}`);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(sentence)]);
  });
});

const dataAt = (path: string) => dataOf(read(path));

// All tests share the runs above and one browser: a page takes a second to open, the first one three.
describe.skipIf(withoutChromium())('in Chromium', () => {
  const opened = inChromium(place);
  charts(opened);
  pad(opened);
  sections(opened);
  accessibility(opened);
  otherNets(opened);
  widgets(opened);
  describe('the page of a committee', () => committee(opened));
  describe('the page of a live run', () => liveRun(opened));
  nothingWasHeard(opened);
});
