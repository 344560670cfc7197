import type { Cause } from './causes/cause.js';
import { CAUSES } from './causes/causes.js';
import { NUMERICAL_CAUSES } from './causes/numerical.js';
import { numericalPattern, patternOf } from './causes/pattern.js';
import { otherOptimizers } from './causes/update.js';
import { agrees, allowance, differenceOf } from './difference.js';
import type { Formula, Recipe } from './formulas.js';
import { evaluator, formulaInputs, Impossible, type Node, unsavedBefore } from './nodes.js';
import { largest, type Tensor } from './tensor.js';
import { agreeing, expectedOf, type TraceState } from './trace-state.js';
import type { UserArray } from './user-array.js';

/** The likely mistake behind a difference. */
export interface Explanation {
  readonly id: string;
  readonly says: string;
  readonly hint: string;
  /** Arrays with the mistake: the array itself, or earlier ones that the file does not hold. */
  readonly at: readonly string[];
  readonly isHarmless: boolean;
}

interface Candidate {
  readonly explanation: Explanation;
  readonly next: TraceState;
}

/** Explains an array that differs from ours; `next` is the state that includes this mistake. */
export function explain(node: Node, own: UserArray, ours: Tensor, state: TraceState): Candidate {
  const others = state.nodes.filter((other) => other !== node);
  const candidates = [...byCause(CAUSES, node, own, ours, state)];
  if (candidates.length === 0) candidates.push(...byCause(slowCauses(state.recipe), node, own, ours, state));
  if (candidates.length === 0) candidates.push(byPattern(node, own, ours, state));
  let best = { score: -1, candidate: candidates[0] };
  for (const candidate of candidates.flatMap((found) => [found, savedTooLate(found, node, ours)])) {
    const score = agreeing(others, candidate.next).length;
    if (score > best.score) best = { score, candidate };
  }
  return best.candidate;
}

/** The same explanation, but later arrays are computed from ours: the user's array was changed after its use. */
function savedTooLate({ explanation, next }: Candidate, { name }: Node, ours: Tensor): Candidate {
  const changes = new Map(next.changes);
  changes.delete(name);
  return { explanation, next: { ...next, changes, given: new Map(next.given).set(name, ours) } };
}

/** Causes that take long to compute; tried last. */
function slowCauses({ otherUpdates }: Recipe): Cause[] {
  return [...NUMERICAL_CAUSES, ...otherOptimizers(Object.keys(otherUpdates))];
}

/** Every mistake that gives the user's numbers, in this array or in earlier ones that the file does not hold. */
function* byCause(
  causes: readonly Cause[],
  node: Node,
  own: UserArray,
  ours: Tensor,
  state: TraceState,
): Generator<Candidate> {
  const hidden = unsavedBefore(node, state.nodes, state.recipe, state.given).filter(
    ({ name }) => !state.changes.has(name),
  );
  const baseline = own.fitted ? differenceOf(own.fitted, ours, 0).most : Number.POSITIVE_INFINITY;
  const tried = [node, ...hidden];
  for (const cause of causes) {
    const places = tried.filter(({ kind }) => cause.at.includes(kind));
    const sets = places.length > 1 ? [...places.map((place) => [place]), places] : places.map((place) => [place]);
    for (const set of sets) {
      const changes = new Map(state.changes);
      for (const { name } of set) changes.set(name, formulaOf(cause));
      const made = { ...state, changes };
      const value = attempt(() => expectedOf(node, made));
      if (!value || !isExplained(own, value, ours, baseline)) continue;
      const names = set.map(({ name }) => name).sort();
      yield { explanation: explanationOf(cause, names, node), next: made };
    }
  }
}

function formulaOf({ wrong }: Cause): Formula {
  return (place) => {
    const value = wrong(place);
    if (!value) throw new Impossible();
    return value;
  };
}

/** Returns undefined for a mistake that is impossible here. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Impossible) return undefined;
    throw error;
  }
}

/** Whether a wrong formula gives the user's numbers, and not ours. */
function isExplained({ raw, fitted, precision }: UserArray, value: Tensor, ours: Tensor, baseline: number): boolean {
  if (largest(raw) === 0 && raw.data.length > 1) return false; // zeros match many formulas
  const seen = fitted && value.data.length === fitted.data.length ? fitted : raw;
  const scalarToo = seen.data.length === 1 && value.data.every((each) => each === value.data[0]);
  if (value.data.length !== seen.data.length && !scalarToo) return false;
  const compared = scalarToo ? { ...value, data: value.data.slice(0, 1) } : value;
  const most = largest(value);
  const rounding = Math.max(allowance(value, precision), Math.min(1e-4 * baseline, 1e-5 * most), 1e-13 * largest(ours));
  if (!agrees(seen, compared, rounding)) return false;
  return value.data.length !== ours.data.length || !agrees(value, ours, Math.min(rounding, 1e-12 * most));
}

function explanationOf(
  { id, says, hint, isHarmless = false }: Cause,
  at: readonly string[],
  { name }: Node,
): Explanation {
  const [first, ...further] = at;
  const too = further.length === 0 ? '' : `, and the same in ${further.join(', ')}`;
  const where = at.includes(name) ? '' : ` (seen in ${name})`;
  return {
    id,
    says: `${says.replaceAll('{name}', first)}${too}${where}`,
    hint: hint.replaceAll('{name}', name),
    at,
    isHarmless,
  };
}

function byPattern(node: Node, own: UserArray, ours: Tensor, state: TraceState): Candidate {
  const { name } = node;
  const at = [name];
  const tell = (id: string, says: string, hint: string, isHarmless = false): Candidate => ({
    explanation: { id, says, hint, at, isHarmless },
    next: state,
  });
  const { fitted, raw } = own;
  if (!fitted) {
    const wanted = ours.shape.length === 0 ? 'one number' : `[${ours.shape}]`;
    return tell(
      'shape',
      `${name} has the shape [${raw.shape}], expected ${wanted}`,
      'print the shape of each array it is computed from',
    );
  }
  const get = evaluator(state.nodes, state.recipe, state.given, state.changes);
  const N = get('x').shape[0];
  const K = get('y').shape[1];
  const rate = state.recipe.learningRate;
  const factors: [string, number][] = [
    ['−1', -1],
    ['N', N],
    ['1/N', 1 / N],
    ['−N', -N],
    ['the number of classes', K],
    ['1 / the number of classes', 1 / K],
    ['2', 2],
    ['1/2', 0.5],
    ['255', 255],
    ['1/255', 1 / 255],
    ['the learning rate', rate],
    ['1 / the learning rate', 1 / rate],
  ];
  const pattern =
    (name.endsWith('_numerical') && numericalPattern(name, fitted, ours)) ||
    patternOf({ name, yours: fitted, ours, others: [...state.given], factors });
  if (pattern) return tell(pattern.id, pattern.says, pattern.hint, pattern.isHarmless);
  const hidden = unsavedBefore(node, state.nodes, state.recipe, state.given).map((other) => other.name);
  if (hidden.length > 0) {
    return tell(
      'unknown',
      `${name} differs from ours, and no known mistake explains it`,
      `save ${hidden.reverse().join(', ')} too, to see where it starts`,
    );
  }
  const inputs = formulaInputs(node, state.nodes, state.recipe, get);
  const from = `${inputs.join(', ')} ${inputs.length === 1 ? 'gives' : 'give'}`;
  return tell(
    'unknown',
    `${name} differs from what ${from}, and no known mistake explains it`,
    `check the line that computes ${name}; docs/trace.md in the repository has the formula`,
  );
}
