import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { TrainerError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic-write.js';
import { fileReason } from '../files/read-file.js';

/** `mnist-train init`: writes a config with every common key and what it means. Never over a file, unless forced. */
export async function initCommand(path: string, { force }: { force?: boolean }): Promise<void> {
  if (existsSync(path) && !force) {
    throw new TrainerError('OUTPUT', `${path}: is there already`, { hint: 'name another file, or add --force' });
  }
  const template = await readFile(new URL('../../configs/template.yaml', import.meta.url), 'utf8');
  // the schema is beside the template, not beside the copy
  const lines = template.split('\n').filter((line) => !line.startsWith('# yaml-language-server'));
  lines[0] = '# Written by mnist-train init. Delete what you do not want to change.';
  try {
    await writeFileAtomic(path, lines.join('\n'));
  } catch (error) {
    throw new TrainerError('OUTPUT', `${path}: ${fileReason(error)}`, {
      hint: 'name a file in a folder that is there',
    });
  }
  const npx = process.env.npm_command === 'exec' ? 'npx ' : '';
  process.stdout.write(`written: ${path}\nnext:    ${npx}mnist-train --config ${path}\n`);
}
