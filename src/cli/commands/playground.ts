import { playgroundHtml } from '../../report/page-html.js';
import { programVersion } from '../../run/program-version.js';
import { requireNew, writeNewFile } from '../program/new-file.js';

/** `mnist-train playground`: writes a page that trains a net in the browser. */
export async function playgroundCommand({ output, force }: { output: string; force?: boolean }): Promise<void> {
  requireNew(output, force);
  await writeNewFile(output, playgroundHtml(programVersion()));
  process.stdout.write(`written: ${output}\nnext:    open it in a browser; it needs no network\n`);
}
