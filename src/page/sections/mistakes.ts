import type { Net } from '../net.js';
import type { PageData } from '../page-data.js';
import { element, onScreen, section } from '../widgets/dom.js';
import { type ImageButtons, likeliest } from './follow.js';

const GUESSES = 3;

/** Where the net was surest and yet wrong. */
export function mistakesSection(data: PageData, net: Net, buttons: ImageButtons): HTMLElement {
  const { classes } = data.model;
  if (data.mistakes.length === 0) {
    return section('mistakes', 'Sure and wrong', 'The net made no mistake on these test images.');
  }
  const cards = data.mistakes.map((image) => {
    const { probabilities } = net.pass(image.pixels);
    const guesses = likeliest(classes, probabilities, GUESSES).map(([name, p]) =>
      element(
        'tr',
        name === classes[image.label] ? { class: 'truth' } : {},
        element('th', {}, name),
        element('td', {}, p),
      ),
    );
    return element(
      'figure',
      { class: 'mistake' },
      buttons.make(image),
      element('table', {}, element('tbody', {}, ...guesses)),
      element('figcaption', {}, 'it is ', element('b', {}, classes[image.label])),
    );
  });
  return section(
    'mistakes',
    'Sure and wrong',
    element(
      'span',
      {},
      'The mistakes of which the net was most convinced, with its first three guesses: some are careless writing, and ' +
        'of some even people would disagree. ',
      onScreen('Press an image to see its way through the net, and who voted for what.'),
    ),
    element('div', { class: 'mistakes' }, ...cards),
  );
}
