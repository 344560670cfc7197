import { VIEWS } from '../image/views/views.js';

const meanings = Object.entries(VIEWS).map(([name, { means }]) => `\`${name}\` ${means}`);

const numbers = Object.entries(VIEWS).flatMap(([name, row]) =>
  'number' in row ? [[`input.view.${name}`, { ...row.number, unset: 'none' }] as const] : [],
);

/** The words for `input.view` and its numbers. */
export const VIEW_WORDS = {
  input: {
    means: 'preprocessing of the images; the model file records it',
    example: { view: 'deslant' },
  },
  'input.view': {
    means: `preprocessing of every image: ${meanings.join(', ')}; a list applies several in order; distortion is last`,
    example: 'deslant',
  },
  ...Object.fromEntries(numbers),
};
