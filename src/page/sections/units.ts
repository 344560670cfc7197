import type { Net } from '../net.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { signed } from '../widgets/numbers.js';
import { showAll } from '../widgets/show-all.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';

/** Of a wide layer, the units that matter most, until all are asked for. */
const MOST_UNITS = 100;

/** The weights of each unit of the first layer. */
export function unitsSection(data: PageData, net: Net, pictures: UnitPictures): HTMLElement {
  const { hidden } = data.model.architecture;
  const tile = (unit: number) =>
    hidden.length > 0 ? unitTile(data, net, pictures, unit) : classTile(data, pictures, unit);
  const tiles = element('div', { class: 'units' }, ...pictures.order.slice(0, MOST_UNITS).map(tile));
  const noun = hidden.length > 0 ? 'units' : 'classes';
  return section(
    'units',
    hidden.length > 0 ? 'What the units look for' : 'What each class looks for',
    explanation(data),
    tiles,
    ...showAll(tiles, pictures.order.slice(MOST_UNITS), noun, tile),
  );
}

function explanation({ model: { architecture } }: PageData): string {
  if (architecture.hidden.length === 0) {
    return (
      'This net has no hidden units: each class has one picture of weights. Ink on red votes for the class, ink on blue ' +
      'against it.'
    );
  }
  const leanings = ' Below it are the class it votes for most, and the one it votes against most.';
  return (
    `Each picture shows the ${architecture.input} weights of one hidden unit: ink on red excites the unit, ink on blue ` +
    'inhibits it. The units that move the scores of the test images most come first; the bar shows how much.' +
    (architecture.hidden.length === 1 ? leanings : '')
  );
}

function classTile({ model: { classes } }: PageData, pictures: UnitPictures, k: number): HTMLElement {
  return element('figure', { class: 'unit' }, pictures.of(k, classes[k]), element('figcaption', {}, classes[k]));
}

function unitTile(data: PageData, net: Net, pictures: UnitPictures, unit: number): HTMLElement {
  const { classes, architecture } = data.model;
  const share = data.unitImportance[unit] / data.unitImportance[pictures.order[0]] || 0;
  const bar = element('span', { class: 'bar', style: `transform: scaleX(${share})` });
  const title = `matters ${(100 * share).toFixed(0)} % as much as the first`;
  const leanings = architecture.hidden.length === 1 ? [element('small', {}, ...leaning(net, unit, classes))] : [];
  return element(
    'figure',
    { class: 'unit' },
    pictures.of(unit),
    element('span', { class: 'track', title }, bar),
    ...leanings,
    element('figcaption', {}, `unit ${unit}`),
  );
}

/** The class a unit votes for most, and the one it votes against most. */
function leaning({ network }: Net, unit: number, classes: readonly string[]): HTMLElement[] {
  const { W2 } = network.params;
  const votes = classes.map((_, k) => W2.get(unit, k));
  const most = votes.indexOf(Math.max(...votes));
  const least = votes.indexOf(Math.min(...votes));
  return [
    element('b', { class: 'for', title: `for ${classes[most]}: ${signed(votes[most])}` }, `for ${classes[most]}`),
    element(
      'b',
      { class: 'against', title: `against ${classes[least]}: ${signed(votes[least])}` },
      `against ${classes[least]}`,
    ),
  ];
}
