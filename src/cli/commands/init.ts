import { readFile } from 'node:fs/promises';
import { requireNew, writeNewFile } from '../program/new-file.js';

/** `mnist-train init`: writes a config with every common key and what it means. Never over a file, unless forced. */
export async function initCommand(path: string, { force }: { force?: boolean }): Promise<void> {
  requireNew(path, force);
  const template = await readFile(new URL('../../../configs/template.yaml', import.meta.url), 'utf8');
  // the schema is beside the template, not beside the copy
  const lines = template.split('\n').filter((line) => !line.startsWith('# yaml-language-server'));
  lines[0] = '# Written by mnist-train init. Delete what you do not want to change.';
  await writeNewFile(path, lines.join('\n'));
  const npx = process.env.npm_command === 'exec' ? 'npx ' : '';
  process.stdout.write(`written: ${path}\nnext:    ${npx}mnist-train --config ${path}\n`);
}
