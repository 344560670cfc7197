import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportData } from '../../../src/report/report-data.js';
import { launchChromium, newPage } from '../../fixtures/chromium.js';
import type { Stroke } from '../../fixtures/drawn-digits.js';
import type { Workplace } from '../../fixtures/run-command.js';

/** The pages of one workplace in one browser. The tests of each part of a report are a function with this argument. */
export interface InChromium extends Workplace {
  /** The report of a run. It is opened once for all tests. */
  page: Page;
  open(path: string): Promise<Page>;
  /** Console messages, errors and requests of the pages. */
  readonly heard: string[];
}

/** Opens `page.html` before the tests. */
export function inChromium(place: Workplace): InChromium {
  const heard: string[] = [];
  let context: BrowserContext | undefined;
  const opened: InChromium = {
    ...place,
    page: undefined as unknown as Page, // set before the first test
    heard,
    async open(path) {
      if (!context) throw new Error('the browser has not started yet');
      const page = await newPage(context);
      const address = path.startsWith('http:') ? path : `file://${join(place.folder, path)}`;
      const isOwn = (url: string) => url === address || url.startsWith(`${address}state?after=`);
      page.on('console', (message) => heard.push(message.text()));
      page.on('pageerror', (error) => heard.push(String(error)));
      page.on('request', (request) => isOwn(request.url()) || heard.push(request.url()));
      await page.goto(address);
      return page;
    },
  };
  beforeAll(async () => {
    // a page opens twice as fast in one context and one process
    const browser = await launchChromium('--process-per-site');
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    opened.page = await opened.open('page.html');
  });
  afterAll(() => context?.browser()?.close());
  return opened;
}

/** Call this after all other tests. */
export function nothingWasHeard({ heard }: InChromium): void {
  test('causes no console message and no request', () => {
    expect(heard).toEqual([]);
  });
}

/** The data of a report, from its HTML. */
export function dataOf(html: string): ReportData {
  return JSON.parse(/id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
}

/** Draws on the page's pad. */
export async function draw(page: Page, strokes: readonly Stroke[]): Promise<void> {
  const pad = page.locator('.paper canvas');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('the pad is not on the page');
  for (const stroke of strokes) {
    for (const [i, [x, y]] of stroke.entries()) {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
}

/** The colours of a picture, each as `red,green,blue,alpha`. */
export function coloursOf({ data }: PNG): Set<string> {
  const bytes = (pixel: number) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255, pixel >>> 24].join();
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  return new Set([...new Set(pixels)].map(bytes));
}

export async function coloursAt(place: Locator): Promise<Set<string>> {
  return coloursOf(PNG.sync.read(await place.screenshot()));
}
