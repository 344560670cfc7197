import { expect, test } from 'vitest';
import { barriers, WCAG_22_AA } from '../../fixtures/barriers.js';
import type { InChromium } from './in-chromium.js';

/** The page for every reader: with a screen reader, in the dark, on paper, on a phone. */
export function accessibility(opened: InChromium): void {
  test('axe finds no barriers in the page', async () => {
    expect(await barriers(opened.page, WCAG_22_AA)).toEqual([]);
  });

  test('every text has contrast AA on a dark page', async () => {
    await opened.page.emulateMedia({ colorScheme: 'dark' });
    expect(await barriers(opened.page, ['color-contrast'])).toEqual([]);
    await opened.page.emulateMedia({ colorScheme: 'light' });
  });

  test('the printed page is light and has no controls', async () => {
    await opened.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await opened.page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 27, 24)');
    expect(await opened.page.locator('#pad').isVisible()).toBe(false);
    expect(await barriers(opened.page, ['color-contrast'])).toEqual([]);
    const pdf = await opened.page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(10_000);
    await opened.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  test('nothing is wider than the screen of a phone', async () => {
    await opened.page.setViewportSize({ width: 390, height: 800 });
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('the table of contents stays in view, uses common terms, and shows all sections on demand', async () => {
    const last = opened.page.getByRole('link', { name: 'Forward pass' });
    const right = async () => ((await last.boundingBox())?.x ?? 0) + 1;
    expect(await right()).toBeGreaterThan(390);
    await opened.page.getByRole('link', { name: 'Drawing pad' }).focus();
    await opened.page.getByRole('button', { name: 'Show all' }).first().press('Enter');
    expect(await right()).toBeLessThan(390);
    await opened.page.getByRole('link', { name: 'Confusion matrix' }).press('Enter');
    expect(await opened.page.locator('#confusion h2').textContent()).toBe('What it takes for what confusion matrix');
    expect((await opened.page.locator('nav').boundingBox())?.y).toBe(0);
    const { y = 0 } = (await opened.page.locator('#confusion h2').boundingBox()) ?? {};
    expect(y).toBeGreaterThan(40);
    expect(y).toBeLessThan(200);
  });
}
