import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveServer, startServer } from '../../../src/live/server.js';
import type { ReportData } from '../../../src/report/report-data.js';
import { violations, WCAG_22_AA } from '../../fixtures/accessibility.js';
import { DRAWN_DIGITS } from '../../fixtures/drawn-digits.js';
import { evaluatedNet, reportOf } from '../../report/tiny-report.js';
import { dataOf, draw, type InChromium } from './in-chromium.js';

/** The page of a live run, from its first state to the final report. */
export function liveRun({ folder, heard, open, read }: InChromium): void {
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

  test('shows the sections that can be updated, and does not interpret names as HTML', async () => {
    expect(await live.locator('h2').allTextContents()).toHaveLength(4);
    expect(await live.locator('.live').textContent()).toContain('50 of 100 updates');
    expect(await live.locator('.kicker').textContent()).toBe(EVIL);
    expect(await live.locator('img').count()).toBe(0);
    expect(await violations(live, WCAG_22_AA)).toEqual([]);
  });

  test('the user can draw while the net changes', async () => {
    const before = await shown();
    await draw(live, [DRAWN_DIGITS[1][0]]);
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
    expect(dataOf(read('saved.html'))).toEqual(late);
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
}
