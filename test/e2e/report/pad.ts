import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { viewed } from '../../../src/image/views/views.js';
import { DRAWN_DIGITS, type Stroke } from '../../fixtures/drawn-digits.js';
import { dataOf, draw, type InChromium } from './in-chromium.js';

/** The drawing pad: drawing, the input of the net, and its prediction. */
export function pad(opened: InChromium): void {
  test.each([...DRAWN_DIGITS.entries()])('recognises a drawn %i, and answers while it is drawn', async (k, strokes) => {
    await opened.page.getByRole('button', { name: 'Clear' }).click();
    await opened.page.evaluate(() => performance.clearMeasures());
    await draw(opened.page, strokes);
    expect(await opened.page.locator('.answer b').textContent()).toBe(String(k));
    expect(await opened.page.locator('.pad-bars .best .class').textContent()).toBe(String(k));
    const answers = await opened.page.evaluate(() => performance.getEntriesByName('stroke').length);
    expect(answers).toBeGreaterThanOrEqual(2);
  });

  test('the pad is visible without scrolling, and says where to draw until something is drawn', async () => {
    await opened.page.getByRole('button', { name: 'Clear' }).click();
    await opened.page.evaluate('scrollTo(0, 0)');
    const { y = 0, height = 0 } = (await opened.page.locator('.paper').boundingBox()) ?? {};
    expect(y + height).toBeLessThan(900);
    expect(await opened.page.getByText('draw here').isVisible()).toBe(true);
    await opened.page.locator('.samples button').first().click();
    expect(await opened.page.getByText('draw here').isVisible()).toBe(false);
  });

  test('a drawing can start from a test image, which the net sees unchanged', async () => {
    const { images } = dataOf(opened.read('page.html'));
    const bytes = Buffer.from(images.pixels, 'base64');
    for (const button of (await opened.page.locator('.samples button').all()).slice(0, 3)) {
      await button.click();
      const [, label, number] = /from (\d) \(test image (\d+)\)/.exec((await button.getAttribute('title')) ?? '') ?? [];
      expect(await opened.page.locator('.answer b').textContent()).toBe(label);
      const picture = await opened.page.evaluate("document.querySelector('.pad-seen canvas').toDataURL()");
      const { data } = PNG.sync.read(Buffer.from(String(picture).split(',')[1], 'base64'));
      const seen = [...data].filter((_, i) => i % 4 === 3);
      const i = images.index.indexOf(Number(number));
      expect(seen).toEqual([...bytes.subarray(784 * i, 784 * (i + 1))]);
    }
    await opened.page.getByRole('button', { name: 'Undo' }).click();
    expect(await opened.page.locator('.answer').textContent()).toBe('Nothing to see yet.');
  });

  test('the votes for a class sum to its score', async () => {
    await opened.page.locator('.samples button').first().click();
    const button = opened.page.getByRole('button', { name: /bias and the weights vote/ });
    await button.click();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    const texts = await opened.page.locator('#votes .waterfall .value').allTextContents();
    const values = texts.map((text) => Math.round(100 * Number(text.replace('−', '-'))));
    expect(values.length).toBeGreaterThan(10);
    expect(values.slice(0, -1).reduce((sum, value) => sum + value)).toBe(values.at(-1));
    expect(
      await opened.page
        .locator('#votes')
        .getByRole('img', { name: /votes of the pixels/ })
        .isVisible(),
    ).toBe(true);
    await button.click();
    expect(await opened.page.locator('.waterfall').isVisible()).toBe(false);
  });

  test('warns that a black square is not a digit, and that two strokes are not one', async () => {
    const rows = Array.from({ length: 14 }, (_, i): [number, number] => [i % 2 === 0 ? 0.2 : 0.8, 0.25 + i / 28]);
    await opened.page.getByRole('button', { name: 'Clear' }).click();
    await draw(opened.page, [rows]);
    expect(await opened.page.locator('.answer').textContent()).toMatch(/, but it does not look like a digit$/);
    await opened.page.getByRole('button', { name: 'Clear' }).click();
    const upright = (x: number): Stroke => [
      [x, 0.2],
      [x, 0.8],
    ];
    await draw(opened.page, [upright(0.2), upright(0.8)]);
    expect(await opened.page.locator('.answer').textContent()).toMatch(
      /, but there is more than one object; only the largest/,
    );
    await opened.page.getByRole('button', { name: 'Clear' }).click();
  });

  test('the keyboard draws, and Undo removes a stroke', async () => {
    await opened.page.getByRole('button', { name: 'Clear' }).click();
    await opened.page.locator('.paper canvas').focus();
    for (const key of [' ', ...new Array(12).fill('ArrowDown'), ' ']) await opened.page.keyboard.press(key);
    expect(await opened.page.locator('.answer').textContent()).toContain('I see');
    await opened.page.getByRole('button', { name: 'Undo' }).click();
    expect(await opened.page.locator('.answer').textContent()).toBe('Nothing to see yet.');
  });

  test('with a view, the net gets preprocessed images, and lists of images show the originals', async () => {
    const path = 'early/report.html';
    const page = await opened.open(path);
    const { images } = dataOf(opened.read(path));
    const imageAt = (index: number) => Buffer.from(images.pixels, 'base64').subarray(784 * index, 784 * (index + 1));
    const inkOf = async (selector: string) => {
      const picture = await page.evaluate(`document.querySelector('${selector}').toDataURL()`);
      const { data } = PNG.sync.read(Buffer.from(String(picture).split(',')[1], 'base64'));
      return [...data].filter((_, i) => i % 4 === 3);
    };
    const guesses = await page.locator('.mistake tr:first-child th').allTextContents();
    const predicted = images.mistakes.map((index) => String(images.predicted[index]));
    expect(guesses.slice(0, predicted.length)).toEqual(predicted);

    const button = page.locator('.samples button').first();
    await button.click();
    const [, number] = /test image (\d+)/.exec((await button.getAttribute('title')) ?? '') ?? [];
    const sample = imageAt(images.index.indexOf(Number(number)));
    expect(await inkOf('.pad-seen canvas')).toEqual([...viewed(sample, 28, 28, 'deslant')]);
    expect(await page.locator('.pad-seen').textContent()).toContain('deslanted images');

    const [worst] = images.mistakes;
    expect(await inkOf('.mistake canvas')).toEqual([...imageAt(worst)]);
    await page.locator('.mistake button').first().click();
    expect(await inkOf('dialog .forward-pass canvas')).toEqual([...viewed(imageAt(worst), 28, 28, 'deslant')]);
    await page.close();
  });
}
