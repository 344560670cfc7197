import type { Predictor } from '../net.js';
import type { PageData, TestImage } from '../page-data.js';
import { element, onScreen, section } from '../widgets/dom.js';
import type { ImageButtons } from '../widgets/image-buttons.js';
import { outputWords, topClasses } from '../widgets/output-words.js';
import { showAll } from '../widgets/show-all.js';

const GUESSES = 3;

/** The mistakes with the largest outputs. net: undefined if the page does not contain it. */
export function mistakesSection(data: PageData, net: Predictor | undefined, buttons: ImageButtons): HTMLElement {
  if (data.mistakes.length === 0) {
    return section('mistakes', 'Confident mistakes', 'The net made no mistake on these test images.');
  }
  const surest = outputWords(data.model.architecture).areProbabilities
    ? 'The mistakes with the highest confidence'
    : 'The mistakes with the largest outputs';
  const figure = (image: TestImage) => mistake(data, net, buttons, image);
  const grid = element('div', { class: 'mistakes' }, ...data.mistakes.map(figure));
  const others = data.images.filter((image) => image.label !== image.predicted && !data.mistakes.includes(image));
  return section(
    'mistakes',
    'Confident mistakes',
    element(
      'span',
      {},
      `${surest}${net ? `, with the ${Math.min(GUESSES, data.model.classes.length)} most likely classes` : ''}. Some images are hard to read even ` +
        'for people. ',
      onScreen('Click an image to see why.'),
    ),
    grid,
    ...showAll(grid, others, 'mistakes of this page', figure),
  );
}

function mistake(data: PageData, net: Predictor | undefined, buttons: ImageButtons, image: TestImage): HTMLElement {
  const { classes } = data.model;
  return element(
    'figure',
    { class: 'mistake' },
    buttons.make(image),
    net
      ? guesses(data, net.predict(net.applyView(image.pixels)).outputs, image.label)
      : element('p', {}, `read as ${classes[image.predicted]}`),
    element('figcaption', {}, 'it is ', element('b', {}, classes[image.label])),
  );
}

function guesses({ model: { classes, architecture } }: PageData, outputs: Float64Array, label: number): HTMLElement {
  const words = outputWords(architecture);
  const rows = topClasses(outputs, GUESSES).map((k) =>
    element(
      'tr',
      k === label ? { class: 'truth' } : {},
      element('th', {}, classes[k]),
      element('td', {}, words.text(outputs[k])),
    ),
  );
  return element('table', {}, element('tbody', {}, ...rows));
}
