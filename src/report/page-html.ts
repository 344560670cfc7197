import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { STROKES } from '../dataset/strokes/counts.js';
import { packageFile } from '../files/package-file.js';
import { SHAPES } from '../image/shapes.js';
import type { ReportData } from './report-data.js';

/** The policy forbids all network access; `unsafe-eval` is for `ndarray`, which generates its accessors. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:";

/** A live page may ask the server that it came from. */
const LIVE_POLICY = `${POLICY}; connect-src 'self'`;

export function pageHtml(data: ReportData): string {
  const policy = data.live ? LIVE_POLICY : POLICY;
  return shell(data.model.name, policy, dataElement('report', data));
}

/** The page that trains a net itself; counts: of the digits that it draws. */
export function playgroundHtml(program: string, counts = STROKES): string {
  const kernels = unshared(readFileSync(packageFile('dist/engine/simd/kernels-float32.wasm'))).toString('base64');
  const worker = `<script type="text/plain" id="worker">${pageFile('worker.js')}</script>`;
  const parts = `${dataElement('playground', { program, kernels, counts })}\n${worker}`;
  return shell('Train a net', `${POLICY}; worker-src blob:`, parts);
}

/** parts: the elements that hold the page's data. */
function shell(title: string, policy: string, parts: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
${pageFile('page.css')}
</style>
</head>
<body>
<main id="page"><noscript>This page needs JavaScript, but no network.</noscript></main>
${parts}
<script>
const shapes = ${jsonInHtml({ SHAPES })};
${pageFile('page.js')}
</script>
</body>
</html>
`;
}

function dataElement(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${jsonInHtml(data)}</script>`;
}

function pageFile(name: string): string {
  return brotliDecompressSync(readFileSync(packageFile(`dist/page/${name}.br`))).toString();
}

/** JSON that cannot end its HTML element, whatever names and paths it contains. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The import of a memory: its names, its kind (2), and its flags: 1 for a maximum, 2 for shared. */
const SHARED_MEMORY = Buffer.from('\x03env\x06memory\x02\x03', 'latin1');

/** The same kernels over a memory that is not shared: a page from a disk may have no other, and none of them needs one. */
function unshared(module: Buffer): Buffer {
  const at = module.indexOf(SHARED_MEMORY);
  if (at < 0) throw new Error('the kernels import no shared memory');
  module[at + SHARED_MEMORY.length - 1] = 1;
  return module;
}
