import { readFile } from 'node:fs/promises';
import { DATASET_NAMES } from '../../dataset/catalogue.js';
import { namesIn } from '../../documents/choices.js';
import { TrainerError } from '../../errors.js';
import { packageFile } from '../../files/package-file.js';
import { shellWords } from '../../files/shell-words.js';
import { ACTIVATION_NAMES } from '../../layers/activations.js';
import { OPTIMIZERS, OWN_RATES } from '../../training/optimizers/optimizers.js';
import { SCHEDULES } from '../../training/schedule.js';
import { requireNew, writeNewFile } from '../program/new-file.js';
import { npx } from '../text/run.js';

/** Values for the placeholders in angle brackets in the template. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  datasets: DATASET_NAMES,
  activations: ACTIVATION_NAMES,
  optimizers: namesIn(OPTIMIZERS),
  schedules: namesIn(SCHEDULES),
  rates: [OWN_RATES],
};

/**
 * `mnist-train init`: writes a config that explains every common key. Overwrites a file only with --force. Throws USAGE,
 * OUTPUT.
 */
export async function initCommand(path: string, flags: { force?: boolean; offline?: boolean }): Promise<void> {
  if (path === '-' || path.toLowerCase().endsWith('.json')) {
    throw new TrainerError('USAGE', `${path}: init writes a YAML file`, {
      hint: 'name a .yaml file: mnist-train init my.yaml',
    });
  }
  requireNew(path, flags.force);
  const template = await readFile(packageFile('configs/template.yaml'), 'utf8');
  // the relative path of the schema is wrong for the copy
  const lines = template.split('\n').filter((line) => !line.startsWith('# yaml-language-server'));
  lines[0] = '# Written by mnist-train init. Delete the keys you do not want to change.';
  const text = lines.join('\n').replace(/<(\w+)>/g, (_, table: string) => NAMES[table].join(', '));
  await writeNewFile(path, flags.offline ? text.replace('\ndataset: mnist\n', '\ndataset: strokes\n') : text);
  process.stdout.write(`written: ${path}\nnext:    ${npx()}mnist-train ${shellWords(path)}\n`);
}
