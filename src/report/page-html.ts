import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { packageFile } from '../files/package-file.js';
import { SHAPES } from '../image/shapes.js';
import type { ReportData } from './report-data.js';

/** The policy forbids all network access; `unsafe-eval` is for `ndarray`, which generates its accessors. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:";

/** A live page may ask the server that it came from. */
const LIVE_POLICY = `${POLICY}; connect-src 'self'`;

export function pageHtml(data: ReportData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${data.live ? LIVE_POLICY : POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(data.model.name)}</title>
<link rel="icon" href="data:,">
<style>
${pageFile('page.css')}
</style>
</head>
<body>
<main id="page"><noscript>This page needs JavaScript, but no network.</noscript></main>
<script type="application/json" id="report">${jsonInHtml(data)}</script>
<script>
const shapes = ${jsonInHtml({ SHAPES })};
${pageFile('page.js')}
</script>
</body>
</html>
`;
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
