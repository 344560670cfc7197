import { MOST_SIDE } from '../../dataset/dataset.js';
import { TrainerError } from '../../errors.js';
import { VIEWS, type View, type ViewName, type ViewStep } from '../../image/views/views.js';
import { numberFlag } from './number-flag.js';

/** Every view as the flag writes it: `deslant`, `width=N`. */
export const VIEW_NAMES = Object.entries(VIEWS).map(([name, row]) => ('number' in row ? `${name}=N` : name));

/** The view that a flag names, such as `deslant` or `deslant,width=20`. Throws USAGE. */
export function viewFlag(flag: string, text: string): View {
  const steps = text.split(',').map((word) => viewStep(flag, word));
  return steps.length === 1 ? steps[0] : steps;
}

function viewStep(flag: string, text: string): ViewStep {
  const [name, number] = text.split('=');
  if (Object.hasOwn(VIEWS, name) && 'number' in VIEWS[name as ViewName] === (number !== undefined)) {
    if (number === undefined) return name as ViewStep;
    const range = { min: 1, max: MOST_SIDE, isWhole: true, hint: `for example ${flag} ${name}=14` };
    return { [name]: numberFlag(flag, number, range) } as unknown as ViewStep;
  }
  throw new TrainerError('USAGE', `${flag}: ${JSON.stringify(text)} is not a view`, { hint: VIEW_NAMES.join(' or ') });
}
