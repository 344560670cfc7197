import { printable } from '../../documents/problem.js';
import type { ExportFormat } from '../../export/formats.js';
import { shellWords } from '../../files/shell-words.js';
import { expectedImages } from '../../image/views/views.js';
import type { Model } from '../../network/model-json.js';
import { areProbabilities } from '../../network/outputs.js';
import { npx } from './run.js';
import { viewText } from './view.js';

/** What was written, what the file does not store, and how to read it again. */
export function exportText(paths: readonly string[], model: Model, format: ExportFormat): string {
  const { architecture, classes, view, precision } = model;
  const lines = [`written: ${paths.join(', ')}`];
  if (format.isFloat32 && precision !== 'float32') lines.push('rounded: to float32');
  if (!format.isWhole) {
    const names = classes.every((name, k) => name === String(k))
      ? ''
      : `, classes ${classes.map(printable).join(', ')}`;
    const last = areProbabilities(architecture) ? 'softmax at the end' : 'no softmax at the end';
    const facts = `activation ${architecture.activation}, inputs are pixels / 255, ${last}${names}`;
    lines.push(`the file holds only weights; its reader must also know: ${facts}`);
  }
  if (view && !format.appliesView) lines.push(`the net expects ${expectedImages(view)}`);
  const command = howToRead(paths[0], model, format);
  if (command !== undefined) lines.push(`next:    ${npx()}${command}`);
  return `${lines.join('\n')}\n`;
}

/** The command that evaluates an exported file; undefined if the program cannot read its format. */
export function howToRead(
  path: string,
  { architecture, view, training }: Model,
  format: ExportFormat,
): string | undefined {
  if (!format.read) return undefined;
  if (format.isWhole) return `mnist-eval ${shellWords(path)}`;
  const { activation, hidden, loss } = architecture;
  const dataset = (training as { dataset?: { name?: unknown } }).dataset?.name ?? 'mnist';
  return [
    `mnist-eval ${shellWords(path)}`,
    ...(hidden.length > 0 ? [`--activation ${activation}`] : []),
    '--scale 255',
    ...(view ? [`--view ${viewText(view)}`] : []),
    ...(loss === 'mean-squared-error' ? [`--loss ${loss}`] : []),
    ...(dataset === 'mnist' ? [] : [`--dataset ${shellWords(printable(String(dataset)))}`]),
  ].join(' ');
}
