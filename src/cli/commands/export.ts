import { extname } from 'node:path';
import { TrainerError } from '../../errors.js';
import { type ExportFormat, FORMATS, type FormatName, formatOf } from '../../export/formats.js';
import { readModel } from '../../export/read-model.js';
import { modelPaths } from '../../run/model-paths.js';
import { type NetFlags, netFacts, type OutputFlags } from '../program/flags.js';
import { requireNew, writeNewFile } from '../program/new-file.js';
import { exportText, howToRead } from '../text/export.js';
import { fitted } from '../text/fit.js';

interface ExportFlags extends NetFlags, OutputFlags {
  output?: string;
  format?: FormatName;
  force?: boolean;
}

/** `mnist-train export MODEL --output FILE`: writes a model in a format of other programs. Overwrites a file only with --force. */
export async function exportCommand(given: string, flags: ExportFlags): Promise<void> {
  const output = outputOf(flags);
  const name = flags.format ?? formatOf(output);
  if (name === undefined) {
    throw new TrainerError('USAGE', `${output}: no format has this extension`, {
      hint: `use one of ${Object.values(FORMATS)
        .map(({ endings }) => endings[0])
        .join(', ')}, or add --format NAME`,
    });
  }
  const path = await onlyModel(given);
  const model = await readModel(path, netFacts(flags, [path]));
  const format: ExportFormat = FORMATS[name];
  const [main, ...beside] = Object.entries(await format.write(model));
  const stem = output.slice(0, output.length - extname(output).length);
  const files = [[output, main[1]] as const, ...beside.map(([ending, text]) => [`${stem}${ending}`, text] as const)];
  for (const [file] of files) requireNew(file, flags.force);
  for (const [file, content] of files) await writeNewFile(file, content);
  const paths = files.map(([file]) => file);
  if (flags.json) {
    const { sha256, precision, architecture, view } = model;
    const result = { model: path, format: name, output: paths, precision: format.isFloat32 ? 'float32' : precision };
    const read = howToRead(output, model, format);
    process.stdout.write(
      `${JSON.stringify({ ...result, architecture, ...(view && { view }), sha256, read }, null, 2)}\n`,
    );
    return;
  }
  if (!flags.quiet) process.stdout.write(fitted(exportText(paths, model, format)));
}

function outputOf({ output }: ExportFlags): string {
  if (output !== undefined) return output;
  throw new TrainerError('USAGE', '--output is missing: mnist-train export MODEL --output FILE', {
    hint: 'the extension gives the format, for example --output model.onnx',
  });
}

async function onlyModel(given: string): Promise<string> {
  const [path, another] = await modelPaths([given]);
  if (another === undefined) return path;
  throw new TrainerError('USAGE', `${given}: has several models`, { hint: `name one of them, for example ${path}` });
}
