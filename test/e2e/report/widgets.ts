import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { coloursOf, type InChromium } from './in-chromium.js';

/** Explained terms, saved pictures, the strip of units. */
export function widgets(opened: InChromium): void {
  test('hover, focus or touch shows the definition of a term until Escape', async () => {
    const term = opened.page.locator('#classes .term', { hasText: 'Precision' });
    const definition = opened.page.locator('.definition');
    const shown = /^The fraction of the images read as a class/;
    await term.hover();
    expect(await definition.textContent()).toMatch(shown);
    await definition.hover();
    expect(await definition.isVisible()).toBe(true);
    await opened.page.mouse.move(0, 0);
    expect(await definition.count()).toBe(0);
    await term.focus();
    expect(await definition.textContent()).toMatch(shown);
    expect(await term.getAttribute('aria-description')).toMatch(shown);
    await opened.page.keyboard.press('Escape');
    expect(await definition.isVisible()).toBe(false);
    await term.dispatchEvent('click');
    expect(await definition.isVisible()).toBe(true);
    await opened.page.keyboard.press('Tab');
    expect(await definition.textContent()).not.toMatch(shown);
    await opened.page.keyboard.press('Escape');
  });

  test.each(['loss', 'confusion-matrix'])('%s can be saved as a picture', async (name) => {
    const saved = opened.page.waitForEvent('download');
    await opened.page.getByRole('button', { name: `Save picture: ${name}` }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`${name}.png`);
    const picture = PNG.sync.read(readFileSync(await download.path()));
    const part = name === 'confusion-matrix' ? '.confusion' : `.chart:has([data-chart=${name}])`;
    const box = await opened.page.locator(part).boundingBox();
    expect([picture.width, picture.height]).toEqual([Math.floor(box?.width ?? 0), Math.floor(box?.height ?? 0)]);
    const colours = coloursOf(picture);
    expect(colours).toContain('253,252,249,255'); // --paper
    expect(colours.size).toBeGreaterThan(20);
  });

  test('a unit names the classes of its strongest votes, and the strip of units has a caption', async () => {
    expect(await opened.page.locator('.unit small').first().textContent()).toMatch(/^for \dagainst \d$/);
    expect(await opened.page.locator('.pad-layer figcaption').textContent()).toMatch(
      /^Each picture shows the weights of one hidden unit, the most important first/,
    );
  });
}
