import { grouped } from '../../quantity.js';
import type { CommitteeData } from '../../report/report-data.js';
import { type PageData, readAs, type TestImage } from '../page-data.js';
import { answers } from '../widgets/answers.js';
import { element, section } from '../widgets/dom.js';
import type { ImageButtons } from '../widgets/image-buttons.js';
import { showAll } from '../widgets/show-all.js';

const FIRST = 24;

/** The images that the members disagree on. */
export function disputedSection(
  data: PageData,
  { disputes, members }: CommitteeData,
  buttons: ImageButtons,
): HTMLElement {
  const title = 'What the members disagree on';
  if (disputes === 0) return section('disputed', title, 'All members agree on every test image.');
  const figure = (image: TestImage) => dispute(data, buttons, image);
  const grid = element('div', { class: 'disputes' }, ...data.disputed.slice(0, FIRST).map(figure));
  const names = members.length > 6 ? 'in the order of the table above' : members.map(({ name }) => name).join(', ');
  return section(
    'disputed',
    title,
    `The members disagree on ${grouped(disputes)} of the ${grouped(data.metrics.count)} images. The most disputed come first, each ` +
      `with the members’ predictions (${names}): green is right, red is wrong.`,
    grid,
    ...showAll(grid, data.disputed.slice(FIRST), 'disputed images of this page', figure),
  );
}

function dispute(data: PageData, buttons: ImageButtons, image: TestImage): HTMLElement {
  const { classes } = data.model;
  const { label, predicted } = image;
  const together = element('b', { class: label === predicted ? '' : 'wrong' }, readAs(classes, label, predicted));
  const words = element('figcaption', {}, `${classes[label]}, by the committee `, together);
  return element('figure', { class: 'dispute' }, buttons.make(image), answers(data, image), words);
}
