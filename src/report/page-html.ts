import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { STROKES } from '../dataset/strokes/counts.js';
import { packageFile } from '../files/package-file.js';
import { SHAPES } from '../image/shapes.js';
import type { ReportData } from './report-data.js';

/** Directives of a Content-Security-Policy. */
type Policy = Readonly<Record<string, string>>;

/** What a page may do: run its own script, use its own style, and what `more` says; nothing else. */
function policyOf(script: string, style: string, { 'script-src': code = '', ...more }: Policy): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy: Policy = {
    'default-src': "'none'",
    'script-src': `${hash(script)} ${code}`.trim(),
    'style-src': hash(style),
    'img-src': 'data:',
    'base-uri': "'none'",
    'form-action': "'none'",
    ...more,
  };
  return Object.entries(policy)
    .map((directive) => directive.join(' '))
    .join('; ');
}

export function pageHtml(data: ReportData): string {
  return shell(data.model.name, dataElement('report', data), data.live ? { 'connect-src': "'self'" } : {});
}

/** The page that trains a net itself; counts: of the digits that it draws. */
export function playgroundHtml(program: string, counts = STROKES): string {
  const kernels = unshared(readFileSync(packageFile('dist/engine/simd/kernels-float32.wasm'))).toString('base64');
  const worker = `<script type="text/plain" id="worker">${pageFile('worker.js')}</script>`;
  const parts = `${dataElement('playground', { program, kernels, counts })}\n${worker}`;
  return shell('Train a net', parts, { 'script-src': "'wasm-unsafe-eval'", 'worker-src': 'blob:' });
}

/** parts: the elements that hold the page's data; more: what it may do beside running its script. */
function shell(title: string, parts: string, more: Policy): string {
  const style = `\n${pageFile('page.css')}\n`;
  const script = `\nconst shapes = ${jsonInHtml({ SHAPES })};\n${pageFile('page.js')}\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style, more)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main id="page"><noscript>This page needs JavaScript, but no network.</noscript></main>
${parts}
<script>${script}</script>
</body>
</html>
`;
}

function dataElement(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${jsonInHtml(data)}</script>`;
}

const files = new Map<string, string>();

function pageFile(name: string): string {
  const known = files.get(name) ?? brotliDecompressSync(readFileSync(packageFile(`dist/page/${name}.br`))).toString();
  files.set(name, known);
  return known;
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
