import { StoredFault } from '../../documents/json-document.js';
import { patternOf } from '../../export/trace/causes/pattern.js';
import { agrees, allowance, differenceOf } from '../../export/trace/difference.js';
import type { Judged } from '../../export/trace/judged.js';
import type { Tensor } from '../../export/trace/tensor.js';
import type { UserArray } from '../../export/trace/user-array.js';

/** The inputs of a step: the user's, or ours if the file lacks them. */
export interface ComparedInputs {
  readonly start: ReadonlyMap<string, Tensor>;
  /** The names of the user's inputs that differ from ours. */
  readonly own: readonly string[];
  /** The verdicts on these inputs. */
  readonly judged: ReadonlyMap<string, Judged>;
}

/**
 * Compares the inputs in a file with ours. isWhole: whether the file has all inputs. They may then differ from ours,
 * because all other arrays are computed from them.
 */
export function compareInputs(
  yours: ReadonlyMap<string, UserArray>,
  ours: ReadonlyMap<string, Tensor>,
  names: readonly string[],
  isWhole: boolean,
): ComparedInputs {
  const start = new Map<string, Tensor>();
  const own: string[] = [];
  const judged = new Map<string, Judged>();
  for (const name of names) {
    const our = ours.get(name);
    const array = yours.get(name);
    if (array && !array.fitted)
      throw new StoredFault('SHAPE', `${name} is [${array.raw.shape}], which does not fit the other arrays`);
    const fitted = array?.fitted ?? (our as Tensor);
    start.set(name, fitted);
    if (!array || !our || isEqual(array, fitted, our)) continue;
    const explained = explanationOf(array, fitted, our, ours);
    const isLate = explained.id === 'not-copied';
    if (isLate) start.set(name, our);
    else own.push(name);
    const verdict = isLate || !isWhole ? 'differs' : 'own';
    const { raw, dtype, layout, precision } = array;
    const difference =
      fitted.data.length === our.data.length ? differenceOf(fitted, our, allowance(our, precision)) : undefined;
    judged.set(name, {
      name,
      verdict,
      shape: raw.shape,
      dtype,
      layout,
      difference,
      explanation: { ...explained, at: [name], isHarmless: !isLate },
    });
  }
  return { start, own, judged };
}

function isEqual({ precision, name }: UserArray, fitted: Tensor, our: Tensor): boolean {
  return agrees(fitted, our, name === 't' ? 0 : allowance(our, precision));
}

const SEED = 'with init: { rng: numpy } and the seed of np.random.seed the config draws the same numbers as Python';

function explanationOf(
  { name, precision }: UserArray,
  fitted: Tensor,
  our: Tensor,
  ours: ReadonlyMap<string, Tensor>,
): { id: string; says: string; hint: string } {
  const after = ours.get(`${name}_after`);
  if (after && agrees(fitted, after, allowance(after, precision))) {
    return {
      id: 'not-copied',
      says: `${name} is the parameter after the update: it was not copied before the update`,
      hint: `params[key] -= … changes the array itself; save ${name}.copy() before the update`,
    };
  }
  const pattern =
    fitted.data.length === our.data.length &&
    patternOf({
      name,
      yours: fitted,
      ours: our,
      others: [],
      factors: [
        ['255', 255],
        ['1/255', 1 / 255],
        ['100', 100],
      ],
    });
  const says = pattern ? pattern.says : `${name} differs from that of the config`;
  return { id: pattern ? pattern.id : 'own', says, hint: SEED };
}
