import { element, section } from './dom.js';
import type { Net } from './net.js';
import { signed } from './numbers.js';
import type { PageData } from './page-data.js';
import { signedPicture } from './pictures.js';

/** Of a wide layer those that matter most. */
const MOST_UNITS = 100;
/** Weights beyond this share of all are drawn in full, so that a single large one does not pale the rest. */
const FULL_AT = 0.995;

/** The units of the first hidden layer, those first that matter most. */
export function unitOrder({ unitImportance }: PageData): number[] {
  return [...unitImportance.keys()].sort((a, b) => unitImportance[b] - unitImportance[a]);
}

/** What each unit of the first layer looks for. */
export function unitsSection(data: PageData, net: Net): HTMLElement {
  const { classes, architecture } = data.model;
  const isSquare = architecture.input === data.dataset.rows * data.dataset.columns;
  if (!isSquare) return section('units', 'What the units look for', 'The inputs of this net are no pictures.');
  const hasHidden = architecture.hidden.length > 0;
  const weights = weightRows(net);
  const scale = largeWeight(weights);
  const [order, importance] = hasHidden ? [unitOrder(data), data.unitImportance] : [[...classes.keys()], []];
  const shown = order.slice(0, MOST_UNITS);
  const tiles = shown.map((unit) => {
    const name = hasHidden ? `unit ${unit}` : classes[unit];
    const picture = signedPicture(weights[unit], data.dataset.columns, scale, `The weights of ${name}`);
    const notes: HTMLElement[] = [];
    if (hasHidden) {
      const share = importance[unit] / importance[order[0]];
      const bar = element('span', { class: 'bar', style: `transform: scaleX(${share || 0})` });
      notes.push(
        element('span', { class: 'track', title: `matters ${(100 * share).toFixed(0)} % as much as the first` }, bar),
      );
    }
    if (architecture.hidden.length === 1) notes.push(element('small', {}, ...leaning(net, unit, classes)));
    return element('figure', { class: 'unit' }, picture, ...notes, element('figcaption', {}, name));
  });
  const explanation = hasHidden
    ? `Each picture is the ${architecture.input} weights of one hidden unit: ink on red wakes it, ink on blue keeps it ` +
      'asleep. Those come first that move the scores most over the test images (the bar tells how much)' +
      (architecture.hidden.length === 1
        ? '; below it, the class it speaks for most and the one it speaks against.'
        : '.')
    : 'This net has no hidden units: each class has one picture of weights. Ink on red speaks for the class, ink on blue against it.';
  const cut =
    order.length > shown.length
      ? [element('p', { class: 'note' }, `The first ${shown.length} of ${order.length} units.`)]
      : [];
  return section('units', 'What the units look for', explanation, element('div', { class: 'units' }, ...tiles), ...cut);
}

/** The incoming weights of each unit of the first layer: [units][pixels] */
export function weightRows({ network }: Net): Float64Array[] {
  const { W1 } = network.params;
  const [pixels, units] = W1.shape;
  return Array.from({ length: units }, (_, j) => Float64Array.from({ length: pixels }, (_, i) => W1.get(i, j)));
}

export function largeWeight(rows: readonly Float64Array[]): number {
  const sizes = rows
    .flatMap((row) => [...row])
    .map(Math.abs)
    .sort((a, b) => a - b);
  return sizes[Math.floor(FULL_AT * (sizes.length - 1))] || 1;
}

/** The class a unit speaks for most, and the one it speaks against. */
function leaning({ network }: Net, unit: number, classes: readonly string[]): HTMLElement[] {
  const { W2 } = network.params;
  const votes = classes.map((_, k) => W2.get(unit, k));
  const most = votes.indexOf(Math.max(...votes));
  const least = votes.indexOf(Math.min(...votes));
  return [
    element('b', { class: 'for', title: `for ${classes[most]}: ${signed(votes[most])}` }, `+${classes[most]}`),
    element(
      'b',
      { class: 'against', title: `against ${classes[least]}: ${signed(votes[least])}` },
      `−${classes[least]}`,
    ),
  ];
}
