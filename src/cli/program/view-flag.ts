import { MOST_SIDE } from '../../dataset/dataset.js';
import { TrainerError } from '../../errors.js';
import { VIEWS, type View, type ViewName } from '../../image/views/views.js';
import { numberFlag } from './number-flag.js';

/** Every view as the flag writes it: `deslant`, `width=N`. */
export const VIEW_NAMES = Object.entries(VIEWS).map(([name, row]) => ('number' in row ? `${name}=N` : name));

/** The view that a flag names, such as `deslant` or `width=14`. Throws USAGE. */
export function viewFlag(flag: string, text: string): View {
  const [name, number] = text.split('=');
  if (Object.hasOwn(VIEWS, name) && 'number' in VIEWS[name as ViewName] === (number !== undefined)) {
    if (number === undefined) return name as View;
    const range = { min: 1, max: MOST_SIDE, isWhole: true, hint: `for example ${flag} ${name}=14` };
    return { [name]: numberFlag(flag, number, range) } as unknown as View;
  }
  throw new TrainerError('USAGE', `${flag}: ${JSON.stringify(text)} is no view`, { hint: VIEW_NAMES.join(' or ') });
}
