import { packagedNames, packagedSummary } from '../../config/packaged.js';
import { listing } from './fit.js';
import { npx } from './run.js';

/** What `mnist-train` alone prints: the configs that it can train at once, and where to read on. */
export function waysIn(): string {
  const names = packagedNames();
  const command = `${npx()}mnist-train`;
  return `Train one of these:

${listing(names.map((name) => [name, packagedSummary(name)]))}

${listing([
  [`${command} quickstart`, 'needs no network'],
  [`${command} book-ch05 --hidden 100`, 'another net'],
  [`${command} --dataset strokes --hidden 100`, 'the defaults but for this'],
  [`${command} init my.yaml`, 'writes a config to change'],
  [`${command} --help`, 'lists all flags and commands'],
])}
`;
}
