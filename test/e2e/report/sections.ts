import { expect, test } from 'vitest';
import { dataOf, type InChromium } from './in-chromium.js';

/** The confusion matrix, the mistakes, and the forward pass of an image. */
export function sections(opened: InChromium): void {
  test('a cell of the confusion matrix shows its images, and the arrow keys move between cells', async () => {
    const { confused, confusion } = dataOf(opened.read('page.html')).metrics;
    const { actual, predicted, count } = confused[confused.length - 1];
    await opened.page.locator(`button[aria-label^="${actual} read as ${predicted}:"]`).click();
    await expect.poll(() => opened.page.locator('#cell-images button').count()).toBe(Math.min(12, count));
    await opened.page.locator('button[aria-label^="3 read correctly"]').focus();
    await opened.page.keyboard.press('ArrowUp');
    const label = await opened.page.locator(':focus').getAttribute('aria-label');
    const above = [2, 1, 0].find((row) => confusion[row][3] > 0);
    expect(label).toMatch(above === undefined ? /^3 read correctly/ : new RegExp(`^${above} read as 3:`));
  });

  test('an image opens its forward pass and its votes, and Escape closes them', async () => {
    await opened.page.locator('.mistake button').first().click();
    expect(await opened.page.locator('dialog .forward-pass').isVisible()).toBe(true);
    const { images } = dataOf(opened.read('page.html'));
    const [said, is] = [images.predicted, images.label].map((list) => list[images.mistakes[0]]);
    expect(await opened.page.locator('dialog').textContent()).toContain(`Why it predicts ${said} instead of ${is}`);
    expect(await opened.page.locator('dialog .waterfall').textContent()).toContain(
      `score of ${said} minus score of ${is}`,
    );
    const number = async (place: string) => Number((await opened.page.locator(place).textContent())?.replace('−', '-'));
    const scores = [await number('dialog .best .score'), await number('dialog .truth .score')];
    expect(Math.abs((await number('dialog .waterfall li:last-child .value')) - scores[0] + scores[1])).toBeLessThan(
      0.11,
    );
    await opened.page.keyboard.press('Escape');
    expect(await opened.page.locator('dialog').isVisible()).toBe(false);
  });

  test('a button shows all mistakes', async () => {
    const { images } = dataOf(opened.read('page.html'));
    const wrong = images.label.filter((label, i) => label !== images.predicted[i]).length;
    expect(wrong).toBeGreaterThan(images.mistakes.length);
    await opened.page.getByRole('button', { name: `Show all ${wrong} mistakes` }).press('Enter');
    expect(await opened.page.locator('.mistake').count()).toBe(wrong);
    expect(
      await opened.page.locator('.mistake').nth(images.mistakes.length).evaluate('document.activeElement?.className'),
    ).toBe('mistake');
  });

  test('the net in the page predicts the same as the program', async () => {
    const { images } = dataOf(opened.read('page.html'));
    const guesses = await opened.page.locator('.mistake tr:first-child th').allTextContents();
    expect(guesses.slice(0, images.mistakes.length)).toEqual(
      images.mistakes.map((place) => String(images.predicted[place])),
    );
  });
}
