import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { ReportData } from '../../../src/report/report-data.js';
import { violations, WCAG_22_AA } from '../../fixtures/accessibility.js';
import { dataOf, type InChromium } from './in-chromium.js';

/** The page of `committee.html`. */
export function committee({ read, open }: InChromium): void {
  let opened: Page;
  let data: ReportData;

  beforeAll(async () => {
    data = dataOf(read('committee.html'));
    opened = await open('committee.html');
  });

  test('has no accessibility violations, and the sections that apply to a committee', async () => {
    expect(await violations(opened, WCAG_22_AA)).toEqual([]);
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
}
