import { expect, test } from 'vitest';
import { violations, WCAG_22_AA } from '../../fixtures/accessibility.js';
import type { InChromium } from './in-chromium.js';

/** The page with a screen reader, in dark mode, in print and on a phone. */
export function accessibility(opened: InChromium): void {
  test('the page has no accessibility violations', async () => {
    expect(await violations(opened.page, WCAG_22_AA)).toEqual([]);
  });

  test('all text has AA contrast in dark mode', async () => {
    await opened.page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(opened.page, ['color-contrast'])).toEqual([]);
    await opened.page.emulateMedia({ colorScheme: 'light' });
  });

  test('the printed page is light and has no interactive parts', async () => {
    await opened.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await opened.page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 27, 24)');
    expect(await opened.page.locator('#pad').isVisible()).toBe(false);
    expect(await violations(opened.page, ['color-contrast'])).toEqual([]);
    const pdf = await opened.page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(10_000);
    await opened.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  test('fits the width of a phone', async () => {
    await opened.page.setViewportSize({ width: 390, height: 800 });
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('the contents stay visible, use the standard names, and a button shows all', async () => {
    const last = opened.page.getByRole('link', { name: 'Forward pass' });
    const right = async () => ((await last.boundingBox())?.x ?? 0) + 1;
    expect(await right()).toBeGreaterThan(390);
    await opened.page.getByRole('link', { name: 'Drawing pad' }).focus();
    await opened.page.getByRole('button', { name: 'Show all' }).first().press('Enter');
    expect(await right()).toBeLessThan(390);
    await opened.page.getByRole('link', { name: 'Confusion matrix' }).press('Enter');
    expect(await opened.page.locator('#confusion h2').textContent()).toBe('Which classes it confuses confusion matrix');
    expect((await opened.page.locator('nav').boundingBox())?.y).toBe(0);
    const { y = 0 } = (await opened.page.locator('#confusion h2').boundingBox()) ?? {};
    expect(y).toBeGreaterThan(40);
    expect(y).toBeLessThan(200);
  });
}
