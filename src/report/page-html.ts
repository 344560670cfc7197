import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { STROKES } from '../dataset/strokes/counts.js';
import { packageFile } from '../files/package-file.js';
import { SHAPES } from '../image/shapes.js';
import type { ReportData } from './report-data.js';

/** Directives of a Content-Security-Policy. */
type Policy = Readonly<Record<string, string>>;

/** A policy that allows only the page's own script and style, and the directives of `more`. */
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
  return htmlDocument(data.model.name, dataElement('report', data), data.live ? { 'connect-src': "'self'" } : {});
}

/** The page that trains a net. counts: how many training and test digits it draws. */
export function playgroundHtml(program: string, counts = STROKES): string {
  const kernels = unshared(readFileSync(packageFile('dist/engine/simd/kernels-float32.wasm'))).toString('base64');
  const worker = `<script type="text/plain" id="worker">${pageFile('worker.js')}</script>`;
  const parts = `${dataElement('playground', { program, kernels, counts })}\n${worker}`;
  return htmlDocument('Train a net', parts, { 'script-src': "'wasm-unsafe-eval'", 'worker-src': 'blob:' });
}

/** parts: elements with the page's data; more: further directives of its policy. */
function htmlDocument(title: string, parts: string, more: Policy): string {
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

/** JSON that is safe inside a script element: no name or path in it can close the element. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A memory import of a WebAssembly module: names, kind (2), flags (1: has a maximum, 2: shared). */
const SHARED_MEMORY = Buffer.from('\x03env\x06memory\x02\x03', 'latin1');

/** Makes the kernels import unshared memory: a page opened from disk cannot use shared memory, and one thread does not need it. */
function unshared(module: Buffer): Buffer {
  const at = module.indexOf(SHARED_MEMORY);
  if (at < 0) throw new Error('the kernels import no shared memory');
  module[at + SHARED_MEMORY.length - 1] = 1;
  return module;
}
