import { grouped } from '../../quantity.js';
import type { CommitteeData } from '../../report/report-data.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';
import { wideTable } from '../widgets/wide-table.js';

/** The accuracy of the members and of the committee, and how often two members agree. */
export function membersSection({ metrics }: PageData, committee: CommitteeData): HTMLElement {
  const { members, groups, agreement } = committee;
  const head = ['', 'accuracy', 'wrong', 'of these corrected', 'outvoted', ...members.map(({ name }) => name)];
  const together = [percent(metrics.accuracy, 2), grouped(metrics.count - metrics.correct)];
  const rows = members.map(({ name, accuracy, wrong, corrected, outvoted }, i) => [
    name,
    ...[percent(accuracy, 2), ...[wrong, corrected, outvoted].map(grouped)],
    ...agreement[i].map((share, j) => (i === j ? '·' : percent(share))),
  ]);
  const means = groups.map(({ name, size, accuracy: { mean, standardDeviation } }) => [
    `${groups.length === 1 && size === members.length ? '' : `${name}, `}mean of ${size} seeds`,
    `${percent(mean, 2)} ± ${percent(standardDeviation ?? 0, 2)}`,
    ...head.slice(2).map(() => ''),
  ]);
  return section(
    'members',
    'Better together?',
    'Corrected: images that the member gets wrong and the committee gets right. Outvoted: the reverse. The last columns show ' +
      'how often two members agree. Members that make the same mistakes cannot correct each other.',
    wideTable('Members', head, [['together', ...together, ...head.slice(3).map(() => '')], ...rows, ...means]),
    element('h3', { class: 'apart' }, 'How many members are right'),
    rightTable(committee),
  );
}

function rightTable({ byRight }: CommitteeData): HTMLElement {
  const most = byRight.length - 1;
  const order = [...byRight.keys()].reverse();
  const row = (name: string, value: (m: number) => number) => [name, ...order.map((m) => grouped(value(m)))];
  return wideTable(
    'How many members are right',
    ['members that are right', ...order.map((m) => (m === most ? `all ${m}` : m === 0 ? 'none' : String(m)))],
    [row('images', (m) => byRight[m].images), row('the committee is right', (m) => byRight[m].together)],
  );
}
