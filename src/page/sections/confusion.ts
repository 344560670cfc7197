import { grouped } from '../../quantity.js';
import { type MovingSection, type PageData, readAs } from '../page-data.js';
import { confusionMap } from '../widgets/confusion-map.js';
import { confusionTable } from '../widgets/confusion-table.js';
import { element, onScreen, section } from '../widgets/dom.js';
import type { ImageButtons } from '../widgets/image-buttons.js';
import { saveButton } from '../widgets/save-picture.js';

/** A table has room for the numbers of this many classes, even on a phone. */
const MAX_IN_TABLE = 12;

/** Which class is read as which; every cell opens its images. */
export function confusionSection(first: PageData, buttons: ImageButtons): MovingSection {
  const { classes } = first.model;
  const { confusion, confused } = first.metrics;
  const panel = element('div', { id: 'cell-images', 'aria-live': 'polite' });
  let data = first;
  let chosen: readonly [actual: number, predicted: number] = [0, 0];
  const onOpen = (actual: number, predicted: number) => {
    chosen = [actual, predicted];
    openCell(panel, data, buttons, actual, predicted);
  };
  const isTable = classes.length <= MAX_IN_TABLE;
  const [{ label }] = data.images;
  const { actual, predicted } = confused[0] ?? { actual: label, predicted: label };
  const matrix = (isTable ? confusionTable : confusionMap)({ classes, confusion, onOpen }, [actual, predicted]);
  const save = element('div', { class: 'controls' }, saveButton('confusion-matrix', matrix.root));
  const update = (now: PageData) => {
    data = now;
    matrix.show(data.metrics.confusion);
    // images that a reader is about to press, or has come from, stay
    if (!panel.matches(':active, :focus-within')) openCell(panel, data, buttons, ...chosen);
  };
  const root = section(
    'confusion',
    'What it takes for what',
    element(
      'span',
      {},
      'Right answers are on the diagonal, everything else is a mistake: the redder, the more frequent. ',
      onScreen(
        isTable
          ? 'Each cell opens its images, an image tells why, and the arrow keys go from cell to cell.'
          : 'Each coloured cell opens its images: click it, or go there by the arrow keys.',
      ),
    ),
    element('div', { class: 'confusion-frame' }, element('div', {}, matrix.root, save), panel),
  );
  return { root, update };
}

function openCell(panel: HTMLElement, data: PageData, buttons: ImageButtons, actual: number, predicted: number): void {
  const { classes } = data.model;
  const count = data.metrics.confusion[actual][predicted];
  const images = data.images.filter((image) => image.label === actual && image.predicted === predicted);
  const all = images.length === count ? `all ${grouped(count)}` : `${images.length} of ${grouped(count)}`;
  panel.replaceChildren(
    element('h3', {}, `${classes[actual]}, ${readAs(classes, actual, predicted)} (${all})`),
    element('div', { class: 'image-grid' }, ...images.map((image) => buttons.make(image))),
    ...(images.length === 0 ? [element('p', { class: 'note' }, 'This page has no room for images of this cell.')] : []),
  );
}
