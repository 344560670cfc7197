import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grouped } from '../../src/quantity.js';
import { playgroundHtml } from '../../src/report/page-html.js';
import { violations } from '../fixtures/accessibility.js';
import { launchChromium, newPage, withoutChromium } from '../fixtures/chromium.js';
import { workplace } from '../fixtures/run-command.js';

const { folder, write, read, runWarm } = workplace();

test('mnist-train playground writes one file below 1.2 MB, and overwrites only with --force', async () => {
  const first = await runWarm('mnist-train playground --output page.html');
  expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^written: page\.html\n/)]);
  expect(statSync(join(folder, 'page.html')).size).toBeLessThan(1_200_000);
  expect(read('page.html')).toBe(playgroundHtml('0.1.0'));
  const second = await runWarm('mnist-train playground --output page.html');
  expect([second.code, second.stderr]).toEqual([7, expect.stringContaining('page.html: already exists')]);
  expect((await runWarm('mnist-train playground --output page.html --force')).code).toBe(0);
});

describe.skipIf(withoutChromium())('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  /** Console messages, errors and requests of the pages. */
  const heard: string[] = [];

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const opened = await newPage(browser, {
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const address = `file://${join(folder, 'small.html')}`;
    opened.on('console', (message) => heard.push(message.text()));
    opened.on('pageerror', (error) => heard.push(String(error)));
    opened.on(
      'request',
      (request) => request.url() === address || /^blob:/.test(request.url()) || heard.push(request.url()),
    );
    await opened.goto(address);
    await said(opened, /^update 0 of 10,000/);
    return opened;
  }

  /** Waits until the bar shows this text. */
  async function said(opened: Page, words: RegExp): Promise<void> {
    await opened.locator('.run-words', { hasText: words }).waitFor();
  }

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  async function setting(name: string, value: string): Promise<void> {
    const field = page.locator(`form [name=${name}]`);
    if (['optimizer', 'activation'].includes(name)) await field.selectOption(value);
    else {
      await field.fill(value);
      await field.press('Tab');
    }
    await said(page, /^update 0 of/);
  }

  async function saved(name: string): Promise<string> {
    const download = page.waitForEvent('download');
    await press(name);
    return readFileSync(await (await download).path(), 'utf8');
  }

  beforeAll(async () => {
    write('small.html', playgroundHtml('0.1.0', { train: 1500, test: 200 }));
    browser = await launchChromium();
    page = await open();
    await page.locator('summary', { hasText: 'on the command line' }).click();
  });

  afterAll(() => browser?.close());

  test.each([
    [{}],
    [{ optimizer: 'momentum', momentum: '0.5', activation: 'tanh', hidden: '30, 20', batchSize: '64', seed: '7' }],
  ])('%j: the page saves the same loss.csv as the command', async (settings) => {
    for (const [name, value] of Object.entries(settings)) await setting(name, value);
    await press('One step');
    await said(page, /^update 1 of/);
    await press('Resume');
    await said(page, /^update (?:[2-9]\d|\d{3}|\d,)/);
    await press('Pause');
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    const losses = await saved('Save loss.csv');
    write('playground.json', await saved('Save the config'));
    const updates = losses.split('\n').length - 2;
    const ended = await runWarm(`mnist-train playground.json --iterations ${updates} --force --output run`);
    expect(ended.code).toBe(0);
    expect(losses).toBe(read('run/loss.csv'));
  });

  test('an invalid setting shows an error as text, and does not change the run', async () => {
    const before = await page.locator('.run-words').textContent();
    const field = page.locator('form [name=hidden]');
    await field.fill('<img src=x>');
    await field.press('Tab');
    const alert = page.locator('.error');
    await expect.poll(() => alert.textContent()).toContain('hidden[0]: expected a number, got the string "<img"');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.run-words').textContent()).toBe(before);
    await field.fill('50');
    await field.press('Tab');
    await expect.poll(() => alert.textContent()).toBe('');
  });

  test('the keyboard starts, pauses, takes a step and restarts', async () => {
    await press('Restart');
    await said(page, /^update 0 of/);
    const main = page.locator('.run-bar .main');
    await main.focus();
    await page.keyboard.press('Enter');
    await said(page, /^update [1-9][\d,]* of/);
    expect(await main.textContent()).toBe('Pause');
    await page.keyboard.press('Enter');
    await expect.poll(() => main.textContent()).toBe('Resume');
    const [done] = /[\d,]+/.exec((await page.locator('.run-words').textContent()) ?? '') ?? [''];
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(page, new RegExp(`^update ${grouped(Number(done.replaceAll(',', '')) + 1)} of`));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(page, /^update 0 of/);
    expect(await main.textContent()).toBe('Start');
  });

  test('a step shows the gradient, the numerical gradient and the updated weight', async () => {
    await setting('optimizer', 'sgd');
    await press('Take one step');
    const numbers = async (row: string) => {
      const texts = await page.locator(`#step tr:has(th:text-is("${row}")) td`).allTextContents();
      return texts.map((text) => Number(text.replaceAll('−', '-')));
    };
    for (const [name, count] of [
      ['W2', 2],
      ['b1', 1],
      ['W1', 2],
    ] as const) {
      await page.locator('#step select').selectOption(name);
      await page.locator(`#step [aria-label="The gradient of ${name}"]`).waitFor();
      await expect
        .poll(() => page.locator('#step .formula').first().textContent())
        .toContain(`δ${'₀₁₂'[Number(name[1])]}`);
      const [, gradient] = await numbers('back-propagation');
      const [, numerical] = await numbers('numerical gradient');
      expect(numerical / gradient).toBeCloseTo(1, 4);
      expect(await page.locator('#step .result').nth(1).textContent()).toMatch(/^Both agree to [5-8] digits\.$/);
      const place = (await page.locator('#step input:visible').all()).slice(0, count);
      const title = `${name}[${(await Promise.all(place.map((field) => field.inputValue()))).join(', ')}]`;
      const [before, after] = await numbers(title);
      expect(after).toBeCloseTo(before - 0.1 * gradient, 7);
    }
    expect(await page.locator('#step .batch button').count()).toBe(60);
    const table = page.locator('#step table').first();
    const other = await table.textContent();
    await page.locator('#step .batch button[aria-pressed=false]').first().click();
    expect(await table.textContent()).not.toBe(other);
  });

  test('shows the sections of a report, all of them when paused', async () => {
    await press('Resume');
    await said(page, /^update [\d,]{3,} of/);
    expect(await page.locator('.playground > section').count()).toBe(6);
    await press('Pause');
    await expect.poll(() => page.locator('.playground > section').count()).toBe(10);
    await page.locator('.samples button').first().click();
    expect(await page.locator('.answer b').textContent()).toMatch(/^\d$/);
    const done = /^update ([\d,]+) of/.exec((await page.locator('.run-words').textContent()) ?? '')?.[1];
    expect(await page.locator('[data-chart=loss] .u-value').first().textContent()).toBe(done);
    expect(await page.locator('h1').textContent()).toMatch(/^A net that reads \d+\.\d\u00a0% of new digits$/);
  });

  test('has no accessibility violations, and enough contrast in dark mode', async () => {
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page, ['color-contrast'])).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('fits the width of a phone', async () => {
    const phone = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.getByRole('button', { name: 'Take one step' }).tap();
    await phone.locator('#step tr').first().waitFor();
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await phone.close();
  });

  test('causes no console message and no request, and its policy blocks requests', async () => {
    expect(heard).toEqual([]);
    const answer = await page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.name)");
    expect(answer).toBe('TypeError');
    expect(heard.join()).toContain('Content Security Policy');
  });
});
