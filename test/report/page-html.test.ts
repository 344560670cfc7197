import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Evaluated } from '../../src/report/findings.js';
import { jsonInHtml, pageHtml } from '../../src/report/page-html.js';
import { workplace } from '../fixtures/run-command.js';
import { evaluatedNet, reportOf } from './tiny-report.js';

const { folder } = workplace();
let evaluated: Evaluated;

beforeAll(async () => {
  evaluated = await evaluatedNet(folder);
});

/** The data in the page, read like a browser. */
function embedded(html: string): unknown {
  return JSON.parse(/<script type="application\/json" id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
}

describe('the page', () => {
  test('contains all its data', () => {
    const data = reportOf(evaluated);
    expect(embedded(pageHtml(data))).toEqual(data);
    expect(data.metrics.count).toBe(400);
    expect(data.calibration?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(data.unitImportance).toHaveLength(12);
    expect(Math.min(...data.unitImportance)).toBeGreaterThanOrEqual(0);
  });

  test('names from users cannot become markup', () => {
    const evil = '</script><script>alert(1)</script><!--" onload=x';
    const data = reportOf(
      evaluated,
      [{ name: evil, loss: { batches: 1, iterations: '', values: '' }, accuracy: [], monitored: 'test' as const }],
      evil,
    );
    const hostile = { ...data, model: { ...data.model, classes: data.model.classes.map(() => evil) } };
    const html = pageHtml(hostile);
    expect(embedded(html)).toEqual(hostile);
    expect(html).not.toContain('alert(1)</script>');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
  });

  test('has a policy against all requests, and refers to no other file', () => {
    const html = pageHtml(reportOf(evaluated));
    const policy = /Security-Policy" content="(.*?)">/.exec(html)?.[1];
    const hash = (tag: string) => {
      const text = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(html)?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash('script')}; style-src ${hash('style')}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    const head = html.slice(0, html.indexOf('<style>'));
    expect(head).not.toMatch(/(src|href)="(?!data:)/);
    expect(html.slice(html.indexOf('<style>'), html.indexOf('</style>'))).not.toMatch(/@import|url\(/);
  });

  test('contains the licences of its libraries', () => {
    const html = pageHtml(reportOf(evaluated));
    for (const name of ['uplot 1.6.32', 'Copyright (c) 2022 Leon Sorokin']) expect(html).toContain(name);
  });

  test('is at most 1.5 MB for a net of the book’s size', async () => {
    const book = await evaluatedNet(folder, { hidden: [50], iterations: 5, images: 2000 });
    const points = 10_000;
    const base64 = Buffer.alloc(4 * points).toString('base64');
    const run = {
      name: 'book',
      loss: { batches: 1, iterations: base64, values: base64 },
      accuracy: [],
      monitored: 'test' as const,
    };
    const html = pageHtml(reportOf(book, [run]));
    // hardly trained, so the page shows more mistakes than a trained net has
    expect(Buffer.byteLength(html)).toBeLessThan(1.5e6);
  });
});

test('JSON in a page parses to the same value', () => {
  const value = { a: '<b>\u2028</script>', b: [1, null, '&lt;'] };
  expect(JSON.parse(jsonInHtml(value))).toEqual(value);
  expect(jsonInHtml(value)).not.toContain('<');
});
