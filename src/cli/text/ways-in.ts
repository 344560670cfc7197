import { packagedNames, packagedSummary } from '../../config/packaged.js';
import { npx } from './run.js';

/** What `mnist-train` alone prints: the configs that it can train at once, and where to read on. */
export function waysIn(): string {
  const names = packagedNames();
  const width = Math.max(...names.map(({ length }) => length));
  const command = `${npx()}mnist-train`;
  return `Train one of these:

${names.map((name) => `  ${name.padEnd(width)}  ${packagedSummary(name)}`).join('\n')}

  ${command} quickstart                        needs no network
  ${command} book-ch05 --hidden 100            another net
  ${command} --dataset strokes --hidden 100    the defaults but for this
  ${command} init my.yaml                      writes a config to change
  ${command} --help                            lists all flags and commands
`;
}
