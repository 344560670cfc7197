import { packagedNames, packagedSummary } from '../../config/packaged.js';
import { listing } from './fit.js';
import { npx } from './run.js';

/** What `mnist-train` prints without arguments: the configs that come with it, and commands to try. */
export function firstSteps(): string {
  const names = packagedNames();
  const command = `${npx()}mnist-train`;
  return `Train one of these:

${listing(names.map((name) => [name, packagedSummary(name)]))}

${listing([
  [`${command} quickstart`, 'needs no network'],
  [`${command} book-ch05 --hidden 100`, 'another net'],
  [`${command} --dataset strokes --hidden 100`, 'the defaults for everything else'],
  [`${command} init my.yaml`, 'writes a config to change'],
  [`${command} --help`, 'lists all flags and commands'],
])}
`;
}
