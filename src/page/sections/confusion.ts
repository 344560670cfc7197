import { grouped } from '../../quantity.js';
import { type PageData, readAs, type UpdatableSection } from '../page-data.js';
import { confusionMap } from '../widgets/confusion-map.js';
import { confusionTable } from '../widgets/confusion-table.js';
import { element, onScreen, section } from '../widgets/dom.js';
import type { ImageButtons } from '../widgets/image-buttons.js';
import { saveButton } from '../widgets/save-picture.js';

/** Up to this many classes, the numbers fit into a table, even on a phone. */
const MAX_IN_TABLE = 12;

/** The confusion matrix; each cell shows its images. */
export function confusionSection(first: PageData, buttons: ImageButtons): UpdatableSection {
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
    // keep the images while the user is pressing or focusing one
    if (!panel.matches(':active, :focus-within')) openCell(panel, data, buttons, ...chosen);
  };
  const root = section(
    'confusion',
    'Which classes it confuses',
    element(
      'span',
      {},
      'Correct predictions are on the diagonal. All other cells are mistakes; frequent ones have a stronger red. ',
      onScreen(
        isTable
          ? 'Click a cell to show its images, and an image to see why. The arrow keys move between cells.'
          : 'Click a coloured cell to show its images, or move to it with the arrow keys.',
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
    ...(images.length === 0
      ? [element('p', { class: 'note' }, 'This page does not contain images of this cell.')]
      : []),
  );
}
