import { VIEWS } from '../image/views/views.js';

const meanings = Object.entries(VIEWS).map(([name, { means }]) => `\`${name}\` is ${means}`);

const numbers = Object.entries(VIEWS).flatMap(([name, row]) =>
  'number' in row ? [[`input.view.${name}`, { ...row.number, unset: 'none' }] as const] : [],
);

/** The words for the key of a view, and for the numbers that some views take. */
export const VIEW_WORDS = {
  input: {
    means: 'how images are set up before the net is shown them, which the model remembers',
    example: { view: 'deslant' },
  },
  'input.view': {
    means: `of every image, in training and ever after: ${meanings.join(', ')}; a list has several, in their order; images are distorted after them`,
    example: 'deslant',
  },
  ...Object.fromEntries(numbers),
};
