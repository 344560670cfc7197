import type { Net } from '../net.js';
import type { PageData, UpdatableSection } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { signed } from '../widgets/numbers.js';
import { showAll } from '../widgets/show-all.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';

/** In a live run, the strongest units may not come first, because their order stays fixed. */
const BARS = 'The bar shows how strongly a unit affects the scores of the images.';

/** Limit on the units that are shown at first. They are the most important ones. */
const MAX_UNITS = 100;

/** The weights of each unit of the first layer. Updates do not change the order. */
export function unitsSection(first: PageData, net: Net, pictures: UnitPictures): UpdatableSection {
  const { classes, architecture } = first.model;
  const isHidden = architecture.hidden.length > 0;
  let data = first;
  const shown: (() => void)[] = [];
  const tile = (unit: number): HTMLElement => {
    const root = element('figure', { class: 'unit' });
    const picture = pictures.of(unit, isHidden ? undefined : classes[unit]);
    const show = () => {
      const words = isHidden ? unitWords(data, net, unit) : [element('figcaption', {}, classes[unit])];
      root.replaceChildren(picture, ...words);
    };
    shown.push(show);
    show();
    return root;
  };
  const tiles = element('div', { class: 'units' }, ...pictures.order.slice(0, MAX_UNITS).map(tile));
  const root = section(
    'units',
    isHidden ? 'What the units look for' : 'What each class looks for',
    explanation(first),
    tiles,
    ...showAll(tiles, pictures.order.slice(MAX_UNITS), isHidden ? 'units' : 'classes', tile),
  );
  const update = (now: PageData) => {
    data = now;
    for (const show of shown) show();
  };
  return { root, update };
}

function explanation({ model: { architecture }, live }: PageData): string {
  if (architecture.hidden.length === 0) {
    return (
      'This net has no hidden units. Each picture shows the weights of one class: ink on red votes for the class, ink on blue ' +
      'against it.'
    );
  }
  const votes = ' Below each picture are the classes that the unit votes for and against most strongly.';
  return (
    `Each picture shows the ${architecture.input} weights of one hidden unit: ink on red increases its input, ink on blue ` +
    `decreases it. ${live ? BARS : `${BARS} The strongest units come first.`}` +
    (architecture.hidden.length === 1 ? votes : '')
  );
}

/** The importance of a unit, and its strongest votes. */
function unitWords({ model, unitImportance }: PageData, net: Net, unit: number): HTMLElement[] {
  const share = unitImportance[unit] / Math.max(...unitImportance) || 0;
  const bar = element('span', { class: 'bar' });
  bar.style.transform = `scaleX(${share})`;
  const title = `${(100 * share).toFixed(0)} % of the importance of the most important unit`;
  const isLast = model.architecture.hidden.length === 1;
  return [
    element('span', { class: 'track', title }, bar),
    ...(isLast ? [element('small', {}, ...strongestVotes(net, unit, model.classes))] : []),
    element('figcaption', {}, `unit ${unit}`),
  ];
}

/** The classes with a unit's strongest votes for and against. */
function strongestVotes({ network }: Net, unit: number, classes: readonly string[]): HTMLElement[] {
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
