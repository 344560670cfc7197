import { VIEWS } from '../image/views/views.js';

const meanings = Object.entries(VIEWS).map(([name, { means }]) => `\`${name}\` ${means}`);

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
    means: `what is done to every image: ${meanings.join(', ')}; a list does several, in its order; distortions come after it`,
    example: 'deslant',
  },
  ...Object.fromEntries(numbers),
};
