import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { packageFile } from '../files/package-file.js';
import { SHAPES } from '../image/shapes.js';
import type { ReportData } from './report-data.js';

/**
 * What the page may do: run its own script, use its own style, and nothing else. A live page may also ask the server that it
 * came from.
 */
function policyOf(script: string, style: string, { live }: ReportData): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return (
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; ` +
    `form-action 'none'${live ? "; connect-src 'self'" : ''}`
  );
}

export function pageHtml(data: ReportData): string {
  const style = `\n${pageFile('page.css')}\n`;
  const script = `\nconst shapes = ${jsonInHtml({ SHAPES })};\n${pageFile('page.js')}\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style, data)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(data.model.name)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main id="page"><noscript>This page needs JavaScript, but no network.</noscript></main>
<script type="application/json" id="report">${jsonInHtml(data)}</script>
<script>${script}</script>
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
