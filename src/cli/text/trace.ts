import type { Judged, Verdict } from '../../export/trace/judged.js';
import type { AgainstReport } from '../../run/trace/against.js';
import type { writtenTrace } from '../../run/trace/written-trace.js';
import { count, error } from './numbers.js';
import { table } from './table.js';

type Written = Omit<Awaited<ReturnType<typeof writtenTrace>>, 'bytes'> & { readonly written: string };

export function traceText({ written, step, net, dataset, images, precision, arrays }: Written): string {
  const names = arrays.map(({ name }) => name).join(' ');
  return `written: ${written}\nstep ${count(step)} of ${net} on ${count(images)} images of ${dataset}, ${precision}:\n  ${names}\n`;
}

const SAYS: Record<Verdict, string> = {
  same: 'yes',
  own: 'your own',
  harmless: 'nearly',
  follows: 'follows',
  differs: 'NO',
};

export function againstText(report: AgainstReport, colour: boolean): string {
  const { file, net, images, arrays, notes } = report;
  return [
    `${file} against ${net}, ${count(images)} images; each array is computed from your arrays before it\n`,
    table([['array', 'shape', 'max difference', 'at', 'yours', 'ours', 'agrees'], ...arrays.map(row)]),
    ...(arrays.some(({ verdict }) => verdict === 'follows')
      ? ['follows: correct for your arrays before it, which differ from ours.\n']
      : []),
    ...notes.map((note) => `note: ${note}\n`),
    conclusion(report, colour),
  ].join('\n');
}

function row({ name, verdict, shape, layout, difference }: Judged): string[] {
  const size = `[${shape.join(', ')}]${layout ? ` ${layout}` : ''}`;
  if (!difference || difference.most === 0) return [name, size, difference ? '0' : '', '', '', '', SAYS[verdict]];
  const { most, worst } = difference;
  const [mine, ours] = [worst.mine, worst.ours].map((value) => value.toPrecision(6));
  return [name, size, error(most), `[${worst.index.join(', ')}]`, mine, ours, SAYS[verdict]];
}

function conclusion({ arrays, first }: AgainstReport, colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  // the user's own inputs need no remark, unless they are ours times a factor
  const remarks = arrays
    .filter(({ verdict, explanation }) => verdict === 'harmless' || (verdict === 'own' && explanation?.id === 'factor'))
    .map(({ explanation }) => `no mistake: ${explanation?.says}.\n`);
  if (!first) return [...new Set(remarks), `${paint(32, 'NO DIFFERENCE')}: your step equals ours.\n`].join('');
  const others = arrays.filter(({ verdict }) => verdict === 'differs').slice(1);
  const further = others.map((each) =>
    mistake(each) === mistake(first) ? `the same mistake in ${each.name}.\n` : `then: ${each.explanation?.says}.\n`,
  );
  return [
    ...new Set(remarks),
    `${paint(31, 'DIFFERENT')} first in ${first.name}: ${first.explanation.says}.\n`,
    ...further,
  ].join('');
}

/** What was done wrong, whatever the array. */
function mistake({ explanation, name }: Judged): string | undefined {
  return explanation?.says.replaceAll(name, '');
}
