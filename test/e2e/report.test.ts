import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewed } from '../../src/image/views/views.js';
import { type LiveServer, startServer } from '../../src/live/server.js';
import { pageHtml } from '../../src/report/page-html.js';
import type { ReportData } from '../../src/report/report-data.js';
import { launchChromium, newPage, withoutChromium } from '../fixtures/chromium.js';
import { DRAWN_DIGITS, type Stroke } from '../fixtures/drawn-digits.js';
import { type Ended, workplace } from '../fixtures/run-command.js';
import { evaluatedNet, reportOf } from '../report/tiny-report.js';

const { folder, write, read, runWarm, files } = workplace();
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
    const [own, other] = [dataOf('net/report.html'), dataOf('page.html')];
    expect({ ...other, commands: own.commands }).toEqual(own);
    expect(own.commands).toEqual(['mnist-train net/config.json --output net-again']);
    expect(other.commands).toEqual([...own.commands, 'mnist-eval net/model.json --report page.html --run net --json']);
    expect(other.runs.map(({ name }) => name)).toEqual(['net']);
  });

  test('the command on a run’s page repeats the run and the page', async () => {
    const [command] = dataOf('net/report.html').commands;
    expect(await runWarm(command)).toMatchObject({ code: 0 });
    expect(read('net-again/model.json')).toBe(read('net/model.json'));
    const [page, again] = ['net', 'net-again'].map((name) => JSON.stringify(dataOf(`${name}/report.html`).metrics));
    expect(again).toBe(page);
  });

  test('a page names the data folder that the environment variable gave', async () => {
    const ended = await runWarm('mnist-eval net/model.json --report env.html', { MNIST_TRAIN_DATA_DIR: './data' });
    expect(ended.code).toBe(0);
    expect(dataOf('env.html').commands[1]).toBe('mnist-eval net/model.json --report env.html --data-dir ./data');
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

function dataOf(path: string): ReportData {
  return JSON.parse(/id="report">(.*?)<\/script>/s.exec(read(path))?.[1] ?? '');
}

describe.skipIf(withoutChromium())('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  /** Console messages, errors and requests of the pages. */
  const heard: string[] = [];

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const opened = await newPage(browser, {
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const isServed = path.startsWith('http:');
    const address = isServed ? path : `file://${join(folder, path)}`;
    const isOwn = (url: string) => (isServed ? url.startsWith(`${address}state?after=`) : false) || url === address;
    opened.on('console', (message) => heard.push(message.text()));
    opened.on('pageerror', (error) => heard.push(String(error)));
    opened.on('request', (request) => isOwn(request.url()) || heard.push(request.url()));
    await opened.goto(address);
    return opened;
  }

  beforeAll(async () => {
    browser = await launchChromium();
    page = await open('page.html');
  });

  afterAll(() => browser?.close());

  test.each([
    ['loss', /^400 0\.\d+ 0\.\d+$/],
    ['accuracy', /^400 \d+\.\d\d\u00a0% \d+\.\d\d\u00a0%$/],
    ['calibration', /^(\d+\.\d\u00a0%) \1 \d+\.\d\u00a0%$/],
  ])('the legend of %s shows the last values, also in print', async (name, values) => {
    const cells = page.locator(`[data-chart=${name}] .u-value`);
    expect((await cells.allTextContents()).join(' ')).toMatch(values);
    await page.emulateMedia({ media: 'print' });
    expect(await cells.first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  test.each(['loss', 'accuracy', 'calibration'])('the chart of %s shows its data', async (name) => {
    const chart = page.locator(`.chart:has([data-chart=${name}])`);
    await chart.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const values = await chart.locator('.u-legend .u-value').allTextContents();
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter((value) => /\d/.test(value)).length).toBeGreaterThan(1);
    // --series-0 of the style sheet
    expect(await coloursOf(chart.locator('canvas'))).toContain('15,90,168');
  });

  async function coloursOf(part: Locator): Promise<Set<string>> {
    const { data } = PNG.sync.read(await part.screenshot());
    return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.subarray(4 * i, 4 * i + 3).join()));
  }

  test('keys zoom a chart in and out', async () => {
    const plot = page.locator('[data-chart=loss] canvas');
    const seen = async () => (await plot.screenshot()).toString('base64');
    await page.mouse.move(0, 0);
    await page.locator('.chart:has([data-chart=loss])').focus();
    await page.keyboard.press('+');
    const close = await seen();
    await page.keyboard.press('0');
    const whole = await seen();
    expect(whole).not.toBe(close);
    await page.keyboard.press('+');
    await expect.poll(seen).toBe(close);
    await page.keyboard.press('0');
  });

  test.each([...DRAWN_DIGITS.entries()])(
    'recognises a drawn %i, and updates the prediction during drawing',
    async (k, strokes) => {
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.evaluate(() => performance.clearMeasures());
      await draw(strokes);
      expect(await page.locator('.answer b').textContent()).toBe(String(k));
      expect(await page.locator('.pad-bars .best .class').textContent()).toBe(String(k));
      const answers = await page.evaluate(() => performance.getEntriesByName('stroke').length);
      expect(answers).toBeGreaterThanOrEqual(2);
    },
  );

  async function draw(strokes: readonly Stroke[], opened = page): Promise<void> {
    const pad = opened.locator('.paper canvas');
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error('the pad is not on the page');
    for (const stroke of strokes) {
      for (const [i, [x, y]] of stroke.entries()) {
        await opened.mouse.move(box.x + x * box.width, box.y + y * box.height);
        if (i === 0) await opened.mouse.down();
      }
      await opened.mouse.up();
    }
  }

  test('the pad is visible without scrolling, and says where to draw until something is drawn', async () => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.evaluate('scrollTo(0, 0)');
    const { y = 0, height = 0 } = (await page.locator('.paper').boundingBox()) ?? {};
    expect(y + height).toBeLessThan(900);
    expect(await page.getByText('draw here').isVisible()).toBe(true);
    await page.locator('.samples button').first().click();
    expect(await page.getByText('draw here').isVisible()).toBe(false);
  });

  test('a drawing can start from a test image, which the net sees unchanged', async () => {
    const { images } = dataOf('page.html');
    const bytes = Buffer.from(images.pixels, 'base64');
    for (const button of (await page.locator('.samples button').all()).slice(0, 3)) {
      await button.click();
      const [, label, number] = /from (\d) \(test image (\d+)\)/.exec((await button.getAttribute('title')) ?? '') ?? [];
      expect(await page.locator('.answer b').textContent()).toBe(label);
      const picture = await page.evaluate("document.querySelector('.pad-seen canvas').toDataURL()");
      const { data } = PNG.sync.read(Buffer.from(String(picture).split(',')[1], 'base64'));
      const seen = [...data].filter((_, i) => i % 4 === 3);
      const i = images.index.indexOf(Number(number));
      expect(seen).toEqual([...bytes.subarray(784 * i, 784 * (i + 1))]);
    }
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.locator('.answer').textContent()).toBe('Nothing to see yet.');
  });

  test('a net with a view gets preprocessed images, the page shows the originals', async () => {
    const path = 'early/report.html';
    const opened = await open(path);
    const { images } = dataOf(path);
    const imageAt = (index: number) => Buffer.from(images.pixels, 'base64').subarray(784 * index, 784 * (index + 1));
    const inkOf = async (selector: string) => {
      const picture = await opened.evaluate(`document.querySelector('${selector}').toDataURL()`);
      const { data } = PNG.sync.read(Buffer.from(String(picture).split(',')[1], 'base64'));
      return [...data].filter((_, i) => i % 4 === 3);
    };
    const guesses = await opened.locator('.mistake tr:first-child th').allTextContents();
    const predicted = images.mistakes.map((index) => String(images.predicted[index]));
    expect(guesses.slice(0, predicted.length)).toEqual(predicted);

    const button = opened.locator('.samples button').first();
    await button.click();
    const [, number] = /test image (\d+)/.exec((await button.getAttribute('title')) ?? '') ?? [];
    const sample = imageAt(images.index.indexOf(Number(number)));
    expect(await inkOf('.pad-seen canvas')).toEqual([...viewed(sample, 28, 28, 'deslant')]);
    expect(await opened.locator('.pad-seen').textContent()).toContain('deslanted images');

    const [worst] = images.mistakes;
    expect(await inkOf('.mistake canvas')).toEqual([...imageAt(worst)]);
    await opened.locator('.mistake button').first().click();
    expect(await inkOf('dialog .forward-pass canvas')).toEqual([...viewed(imageAt(worst), 28, 28, 'deslant')]);
    await opened.close();
  });

  test('the votes for a class sum to its score', async () => {
    await page.locator('.samples button').first().click();
    const button = page.getByRole('button', { name: /bias and the weights vote/ });
    await button.click();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    const texts = await page.locator('#votes .waterfall .value').allTextContents();
    const values = texts.map((text) => Math.round(100 * Number(text.replace('−', '-'))));
    expect(values.length).toBeGreaterThan(10);
    expect(values.slice(0, -1).reduce((sum, value) => sum + value)).toBe(values.at(-1));
    expect(
      await page
        .locator('#votes')
        .getByRole('img', { name: /votes of the pixels/ })
        .isVisible(),
    ).toBe(true);
    await button.click();
    expect(await page.locator('.waterfall').isVisible()).toBe(false);
  });

  test('warns that a black square is not a digit, and that two strokes are not one', async () => {
    const rows = Array.from({ length: 14 }, (_, i): [number, number] => [i % 2 === 0 ? 0.2 : 0.8, 0.25 + i / 28]);
    await page.getByRole('button', { name: 'Clear' }).click();
    await draw([rows]);
    expect(await page.locator('.answer').textContent()).toMatch(/, but it does not look like a digit$/);
    await page.getByRole('button', { name: 'Clear' }).click();
    const upright = (x: number): Stroke => [
      [x, 0.2],
      [x, 0.8],
    ];
    await draw([upright(0.2), upright(0.8)]);
    expect(await page.locator('.answer').textContent()).toMatch(
      /, but there is more than one object; only the largest/,
    );
    await page.getByRole('button', { name: 'Clear' }).click();
  });

  test('the keyboard draws, and Undo removes a stroke', async () => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('.paper canvas').focus();
    for (const key of [' ', ...new Array(12).fill('ArrowDown'), ' ']) await page.keyboard.press(key);
    expect(await page.locator('.answer').textContent()).toContain('I see');
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.locator('.answer').textContent()).toBe('Nothing to see yet.');
  });

  test('a cell of the confusion matrix shows its images, and the arrow keys move between cells', async () => {
    const { confused, confusion } = dataOf('page.html').metrics;
    const { actual, predicted, count } = confused[confused.length - 1];
    await page.locator(`button[aria-label^="${actual} read as ${predicted}:"]`).click();
    await expect.poll(() => page.locator('#cell-images button').count()).toBe(Math.min(12, count));
    await page.locator('button[aria-label^="3 read correctly"]').focus();
    await page.keyboard.press('ArrowUp');
    const label = await page.locator(':focus').getAttribute('aria-label');
    const above = [2, 1, 0].find((row) => confusion[row][3] > 0);
    expect(label).toMatch(above === undefined ? /^3 read correctly/ : new RegExp(`^${above} read as 3:`));
  });

  test('an image opens its forward pass and its votes, and Escape closes them', async () => {
    await page.locator('.mistake button').first().click();
    expect(await page.locator('dialog .forward-pass').isVisible()).toBe(true);
    const { images } = dataOf('page.html');
    const [said, is] = [images.predicted, images.label].map((list) => list[images.mistakes[0]]);
    expect(await page.locator('dialog').textContent()).toContain(`Why it predicts ${said} instead of ${is}`);
    expect(await page.locator('dialog .waterfall').textContent()).toContain(`score of ${said} minus score of ${is}`);
    const number = async (selector: string) => Number((await page.locator(selector).textContent())?.replace('−', '-'));
    const scores = [await number('dialog .best .score'), await number('dialog .truth .score')];
    expect(Math.abs((await number('dialog .waterfall li:last-child .value')) - scores[0] + scores[1])).toBeLessThan(
      0.11,
    );
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').isVisible()).toBe(false);
  });

  test('a button shows all mistakes', async () => {
    const { images } = dataOf('page.html');
    const wrong = images.label.filter((label, i) => label !== images.predicted[i]).length;
    expect(wrong).toBeGreaterThan(images.mistakes.length);
    await page.getByRole('button', { name: `Show all ${wrong} mistakes` }).press('Enter');
    expect(await page.locator('.mistake').count()).toBe(wrong);
    expect(
      await page.locator('.mistake').nth(images.mistakes.length).evaluate('document.activeElement?.className'),
    ).toBe('mistake');
  });

  test('the net in the page predicts the same as the program', async () => {
    const { images } = dataOf('page.html');
    const guesses = await page.locator('.mistake tr:first-child th').allTextContents();
    expect(guesses.slice(0, images.mistakes.length)).toEqual(images.mistakes.map((i) => String(images.predicted[i])));
  });

  const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

  /** Accessibility violations that axe finds. */
  async function violations(runOnly: readonly string[] = WCAG_22_AA, opened = page): Promise<unknown> {
    const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
    return opened.evaluate(`${axe.source}; axe.run(${options}).then((result) => result.violations)`);
  }

  test('the page has no accessibility violations', async () => {
    expect(await violations()).toEqual([]);
  });

  test('all text has AA contrast in dark mode', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(['color-contrast'])).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('the printed page is light and has no interactive parts', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 27, 24)');
    expect(await page.locator('#pad').isVisible()).toBe(false);
    expect(await violations(['color-contrast'])).toEqual([]);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  test('fits the width of a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('the contents stay visible, use the standard names, and a button shows all', async () => {
    const last = page.getByRole('link', { name: 'Forward pass' });
    const right = async () => ((await last.boundingBox())?.x ?? 0) + 1;
    expect(await right()).toBeGreaterThan(390);
    await page.getByRole('link', { name: 'Drawing pad' }).focus();
    await page.getByRole('button', { name: 'Show all' }).first().press('Enter');
    expect(await right()).toBeLessThan(390);
    await page.getByRole('link', { name: 'Confusion matrix' }).press('Enter');
    expect(await page.locator('#confusion h2').textContent()).toBe('Which classes it confuses confusion matrix');
    expect((await page.locator('nav').boundingBox())?.y).toBe(0);
    const { y = 0 } = (await page.locator('#confusion h2').boundingBox()) ?? {};
    expect(y).toBeGreaterThan(40);
    expect(y).toBeLessThan(200);
  });

  test.each([
    ['softmax regression', []],
    ['two hidden layers', [16, 12]],
  ])('shows a net of %s, without curves', async (_, hidden) => {
    const data = reportOf(await evaluatedNet(folder, { hidden, iterations: 20 }));
    const classes = data.model.classes.map((name) => `<img src=x onerror=alert(${name})> loss`);
    const model = { ...data.model, classes };
    write('other.html', pageHtml({ ...data, model, dataset: { ...data.dataset, name: 'fashion-mnist' } }));
    const other = await open('other.html');
    expect(await other.locator('h1').textContent()).toMatch(/ of Fashion-MNIST$/);
    expect(await other.locator('img').count()).toBe(0);
    expect(await other.locator('#classes tbody th').first().textContent()).toBe(classes[0]);
    expect(await other.locator('#curves').textContent()).toContain('no loss.csv');
    expect(await other.locator('.unit').count()).toBe(hidden[0] ?? 10);
    expect(await other.locator('.forward-pass').first().locator('.step').count()).toBe(2 + hidden.length);
    await other.close();
  });

  test('hover, focus or touch shows the definition of a term until Escape', async () => {
    const term = page.locator('#classes .term', { hasText: 'Precision' });
    const definition = page.locator('.definition');
    const shown = /^The fraction of the images read as a class/;
    await term.hover();
    expect(await definition.textContent()).toMatch(shown);
    await definition.hover();
    expect(await definition.isVisible()).toBe(true);
    await page.mouse.move(0, 0);
    expect(await definition.count()).toBe(0);
    await term.focus();
    expect(await definition.textContent()).toMatch(shown);
    expect(await term.getAttribute('aria-description')).toMatch(shown);
    await page.keyboard.press('Escape');
    expect(await definition.isVisible()).toBe(false);
    await term.dispatchEvent('click');
    expect(await definition.isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await definition.textContent()).not.toMatch(shown);
    await page.keyboard.press('Escape');
  });

  test.each(['loss', 'confusion-matrix'])('%s can be saved as a picture', async (name) => {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save picture: ${name}` }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`${name}.png`);
    const { width, height, data } = PNG.sync.read(readFileSync(await download.path()));
    const part = name === 'confusion-matrix' ? '.confusion' : `.chart:has([data-chart=${name}])`;
    const box = await page.locator(part).boundingBox();
    expect([width, height]).toEqual([Math.floor(box?.width ?? 0), Math.floor(box?.height ?? 0)]);
    const colours = new Set(Array.from({ length: width * height }, (_, i) => data.subarray(4 * i, 4 * i + 4).join()));
    expect(colours).toContain('253,252,249,255'); // --paper
    expect(colours.size).toBeGreaterThan(20);
  });

  test('a unit names the classes of its strongest votes, and the strip of units has a caption', async () => {
    expect(await page.locator('.unit small').first().textContent()).toMatch(/^for \dagainst \d$/);
    expect(await page.locator('.pad-layer figcaption').textContent()).toMatch(
      /^Each picture shows the weights of one hidden unit, the most important first/,
    );
  });

  test('a hostile model file is shown as text, and only the page’s own script can run', async () => {
    const evil = '</script><script>hacked = 1</script><img src=x onerror="hacked = 2"><!--';
    const model = JSON.parse(read('net/model.json'));
    model.classes = Array.from({ length: 10 }, (_, k) => `${k}${evil}`);
    model.training = { ...model.training, config: { [evil]: evil, seed: evil, batchSize: evil, keep: evil } };
    const run = '<img\tsrc=x\tonerror=hacked=3>';
    write(`${run}/model.json`, model);
    expect(await runWarm(`mnist-eval ${run} --report evil.html`)).toMatchObject({ code: 0 });
    const opened = await open('evil.html');
    await opened.locator('.mistake button').first().click();
    expect(await opened.locator('.kicker').textContent()).toContain(run);
    expect(await opened.locator('dialog h2').textContent()).toContain(evil);
    expect(await opened.locator('img').count()).toBe(0);
    const before = heard.length;
    await opened.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'hacked = 4';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:x" onerror="hacked = 5"><b onclick="hacked = 6" id="bold">b</b>');
      document.getElementById('bold').click();
    `);
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(before + 3);
    expect(heard.splice(before).every((text) => text.includes('Content Security Policy'))).toBe(true);
    expect(await opened.evaluate('typeof hacked')).toBe('undefined');
    await opened.close();
  });

  describe('the page of a committee', () => {
    let opened: Page;
    let data: ReportData;

    beforeAll(async () => {
      data = dataOf('committee.html');
      opened = await open('committee.html');
    });

    test('has no accessibility violations, and the sections that apply to a committee', async () => {
      expect(await violations(WCAG_22_AA, opened)).toEqual([]);
      expect(await opened.locator('section').evaluateAll((all) => all.map(({ id }) => id))).toEqual(
        'pad run members disputed curves confusion mistakes classes calibration'.split(' '),
      );
      expect(await opened.locator('h1').textContent()).toContain('A committee that reads');
    });

    test('shows the members’ predictions for images they disagree on', async () => {
      const answers = Buffer.from(data.committee?.answers ?? '', 'base64');
      const shown = await opened
        .locator('.dispute')
        .evaluateAll((all) =>
          all.map((one) => [...one.querySelectorAll('.answers li')].map((item) => item.textContent).join(' ')),
        );
      const disputed = data.committee?.disputed.slice(0, 24) ?? [];
      expect(shown).toEqual(disputed.map((i) => [...answers.subarray(2 * i, 2 * i + 2)].join(' ')));
      expect(shown.length).toBeGreaterThan(5);
    });

    test('each member predicts the drawing, and the committee predicts like the command', async () => {
      await opened.locator('.samples button').nth(1).click();
      expect(await opened.locator('.answer b').textContent()).toBe('1');
      expect(await opened.locator('#pad .members .said').allTextContents()).toHaveLength(2);
      const guesses = await opened.locator('.mistake tr:first-child th').allTextContents();
      expect(guesses).toEqual(data.images.mistakes.map((i) => String(data.images.predicted[i])));
    });

    test('an image opens the predictions of all members', async () => {
      await opened.locator('.dispute button').first().click();
      const [i] = data.committee?.disputed ?? [];
      const said = await opened.locator('dialog .said').allTextContents();
      expect(said.join(' ')).toBe(
        await opened
          .locator('.dispute .answers')
          .first()
          .evaluate((list) => [...list.children].map((item) => item.textContent).join(' ')),
      );
      expect(await opened.locator('dialog h2').textContent()).toContain(`Test image ${data.images.index[i]}:`);
      await opened.keyboard.press('Escape');
    });
  });

  describe('the page of a live run', () => {
    const EVIL = '</script><img src=x onerror=alert(1)>';
    let server: LiveServer;
    let live: Page;
    let early: ReportData;
    let late: ReportData;

    function at(data: ReportData, version: number): ReportData {
      return { ...data, live: { version, status: 'running', done: 50 * version, iterations: 100, images: 'test' } };
    }

    /** The numbers in the confusion matrix, and the picture of the first unit. */
    async function shown(): Promise<{ numbers: string[]; unit: unknown }> {
      const numbers = await live.locator('table.confusion td button').allTextContents();
      return { numbers, unit: await live.evaluate("document.querySelector('.unit canvas').toDataURL()") };
    }

    beforeAll(async () => {
      const report = async (iterations: number) => {
        const values = Buffer.from(new Float32Array(iterations).fill(1).buffer).toString('base64');
        const numbers = Int32Array.from({ length: iterations }, (_, i) => i + 1);
        const loss = { batches: 1, iterations: Buffer.from(numbers.buffer).toString('base64'), values };
        const accuracy = [{ iteration: 1, train: 0.1, test: 0.1 }];
        const run = { name: EVIL, loss, accuracy, monitored: 'test' as const };
        const data = reportOf(await evaluatedNet(folder, { iterations }), [run], EVIL);
        return { ...data, model: { ...data.model, training: { iterations, config: { [EVIL]: EVIL } } } };
      };
      [early, late] = [await report(5), await report(100)];
      server = await startServer();
      server.publish(at(early, 1));
      live = await open(server.address);
    });

    afterAll(() => server?.end(undefined));

    test('shows the sections that can be updated, and names as text', async () => {
      expect(await live.locator('h2').allTextContents()).toHaveLength(4);
      expect(await live.locator('.live').textContent()).toContain('50 of 100 updates');
      expect(await live.locator('.kicker').textContent()).toBe(EVIL);
      expect(await live.locator('img').count()).toBe(0);
      expect(await violations(WCAG_22_AA, live)).toEqual([]);
    });

    test('the user can draw while the net changes', async () => {
      const before = await shown();
      await draw([DRAWN_DIGITS[1][0]], live);
      const bars = await live.locator('.pad-bars').textContent();
      server.publish(at(late, 2));
      await expect.poll(() => live.locator('.pad-bars').textContent()).not.toBe(bars);
      const after = await shown();
      expect(after.numbers.map((text) => (text === '·' ? 0 : Number(text)))).toEqual(late.metrics.confusion.flat());
      expect(after.unit).not.toBe(before.unit);
      expect(await live.locator('.answer').textContent()).toContain('I see');
      const chart = live.locator('.chart:has([data-chart=loss])');
      await chart.focus();
      for (let i = 0; i < 60; i++) await live.keyboard.press('ArrowRight');
      expect(await chart.locator('.u-legend .u-value').first().textContent()).toBe('100');
    });

    test('becomes the final report at the end, keeps the drawing, and can be saved', async () => {
      const answer = await live.locator('.answer').textContent();
      await server.end(late);
      await expect.poll(() => live.locator('.live').textContent()).toContain('The run has finished.');
      expect(await live.locator('h2').allTextContents()).toHaveLength(9);
      expect(await live.locator('.answer').textContent()).toBe(answer);
      const [saved] = await Promise.all([
        live.waitForEvent('download'),
        live.getByRole('button', { name: 'Save this page' }).click(),
      ]);
      await saved.saveAs(join(folder, 'saved.html'));
      expect(dataOf('saved.html')).toEqual(late);
      const again = await open('saved.html');
      expect(await again.locator('h2').allTextContents()).toHaveLength(9);
      expect(await again.locator('.live').isVisible()).toBe(false);
      await again.close();
    });

    test('says that the run has stopped when the server is gone', async () => {
      const other = await startServer();
      other.publish(at(early, 1));
      live = await open(other.address);
      await other.end(undefined);
      await expect.poll(() => live.locator('.live').textContent()).toContain('stopped');
      heard.splice(0, heard.length, ...heard.filter((text) => !text.includes('ERR_')));
    });
  });

  test('causes no console message and no request', () => {
    expect(heard).toEqual([]);
  });
});
