import type { Net } from '../net.js';
import type { PageData, TestImage } from '../page-data.js';
import { element, onScreen, section } from '../widgets/dom.js';
import type { ImageButtons } from '../widgets/image-buttons.js';
import { outputWords, topClasses } from '../widgets/output-words.js';
import { showAll } from '../widgets/show-all.js';

const GUESSES = 3;

/** The mistakes of which the net was most certain. */
export function mistakesSection(data: PageData, net: Net, buttons: ImageButtons): HTMLElement {
  if (data.mistakes.length === 0) {
    return section('mistakes', 'Sure and wrong', 'The net made no mistake on these test images.');
  }
  const surest = outputWords(data.model.architecture).areProbabilities
    ? 'The mistakes of which the net was most certain'
    : 'The mistakes with the largest outputs';
  const figure = (image: TestImage) => mistake(data, net, buttons, image);
  const grid = element('div', { class: 'mistakes' }, ...data.mistakes.map(figure));
  const others = data.images.filter((image) => image.label !== image.predicted && !data.mistakes.includes(image));
  return section(
    'mistakes',
    'Sure and wrong',
    element(
      'span',
      {},
      `${surest}, with its first ${Math.min(GUESSES, data.model.classes.length)} guesses. Some images are carelessly ` +
        'written, and about some even people would disagree. ',
      onScreen('Press an image to see its way through the net and the votes for each class.'),
    ),
    grid,
    ...showAll(grid, others, 'mistakes of this page', figure),
  );
}

function mistake({ model }: PageData, net: Net, buttons: ImageButtons, image: TestImage): HTMLElement {
  const { classes, architecture } = model;
  const words = outputWords(architecture);
  const { outputs } = net.pass(image.pixels);
  const guesses = topClasses(outputs, GUESSES).map((k) =>
    element(
      'tr',
      k === image.label ? { class: 'truth' } : {},
      element('th', {}, classes[k]),
      element('td', {}, words.text(outputs[k])),
    ),
  );
  return element(
    'figure',
    { class: 'mistake' },
    buttons.make(image),
    element('table', {}, element('tbody', {}, ...guesses)),
    element('figcaption', {}, 'it is ', element('b', {}, classes[image.label])),
  );
}
