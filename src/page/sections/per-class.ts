import { grouped } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

/** With more classes, the table scrolls. */
const MAX_UNSCROLLED = 20;

/** Recall, precision and F1 of each class. */
export function perClassSection({ model: { classes }, metrics: { perClass } }: PageData): HTMLElement {
  const lowest = Math.min(...perClass.flatMap(({ precision, recall, f1 }) => [precision ?? 1, recall ?? 1, f1 ?? 1]));
  // Bars start at a round number below the lowest value; from 0, values near 100 % would look alike.
  const floor = Math.max(0, Math.floor(lowest * 20 - 0.5) / 20);
  const cell = (x: number | null) => {
    if (x === null) return element('td', {}, '–');
    const bar = element('span', { class: 'bar' });
    bar.style.transform = `scaleX(${(x - floor) / (1 - floor)})`;
    return element('td', {}, percent(x), element('span', { class: 'track' }, bar));
  };
  const rows = perClass.map(({ class: k, count, precision, recall, f1 }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, classes[k]),
      element('td', {}, grouped(count)),
      ...[recall, precision, f1].map(cell),
    ),
  );
  const head = ['class', 'images', 'recall', 'precision', 'F1'].map((name) => element('th', { scope: 'col' }, name));
  const table = element(
    'table',
    { class: 'per-class' },
    element('caption', {}, `The bars start at ${percent(floor, 0)}${floor > 0 ? ', not at 0' : ''}.`),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
  return section(
    'classes',
    'Class by class',
    'Recall: the fraction of the images of a class that the net reads as that class. Precision: the fraction of the images read ' +
      'as a class that belong to the class. F1 is the harmonic mean of both.',
    classes.length > MAX_UNSCROLLED
      ? element('div', { class: 'per-class-frame', tabindex: 0, role: 'group', 'aria-label': 'Class by class' }, table)
      : table,
  );
}
