import { expect, test } from 'vitest';
import { coloursAt, type InChromium } from './in-chromium.js';

/** The charts, their legends and their keys. */
export function charts(opened: InChromium): void {
  test.each([
    ['loss', /^400 0\.\d+ 0\.\d+$/],
    ['accuracy', /^400 \d+\.\d\d\u00a0% \d+\.\d\d\u00a0%$/],
    ['calibration', /^(\d+\.\d\u00a0%) \1 \d+\.\d\u00a0%$/],
  ])('the legend of %s shows the last values, also in print', async (name, values) => {
    const cells = opened.page.locator(`[data-chart=${name}] .u-value`);
    expect((await cells.allTextContents()).join(' ')).toMatch(values);
    await opened.page.emulateMedia({ media: 'print' });
    expect(await cells.first().isVisible()).toBe(true);
    await opened.page.emulateMedia({ media: 'screen' });
  });

  test.each(['loss', 'accuracy', 'calibration'])('the chart of %s shows its data', async (name) => {
    const chart = opened.page.locator(`.chart:has([data-chart=${name}])`);
    await chart.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await opened.page.keyboard.press(key);
    const values = await chart.locator('.u-legend .u-value').allTextContents();
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter((value) => /\d/.test(value)).length).toBeGreaterThan(1);
    // --series-0 of the style sheet
    expect(await coloursAt(chart.locator('canvas'))).toContain('15,90,168,255');
  });

  test('keys zoom a chart in and out', async () => {
    const plot = opened.page.locator('[data-chart=loss] canvas');
    const seen = async () => (await plot.screenshot()).toString('base64');
    await opened.page.mouse.move(0, 0);
    await opened.page.locator('.chart:has([data-chart=loss])').focus();
    await opened.page.keyboard.press('+');
    const close = await seen();
    await opened.page.keyboard.press('0');
    const whole = await seen();
    expect(whole).not.toBe(close);
    await opened.page.keyboard.press('+');
    await expect.poll(seen).toBe(close);
    await opened.page.keyboard.press('0');
  });
}
