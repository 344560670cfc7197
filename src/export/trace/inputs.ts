import { agrees, allowance } from './difference.js';
import type { Explanation } from './explain.js';
import type { Judged } from './judged.js';
import { evaluator, inputNames } from './nodes.js';
import { largest, times, zip } from './tensor.js';
import { agreeing, type TraceState } from './trace-state.js';
import type { UserArray } from './user-array.js';

/** The state with corrected inputs, and the verdict on each input. */
export interface Repaired {
  readonly state: TraceState;
  readonly judged: readonly Judged[];
}

/** Finds and corrects wrong inputs: pixels saved before scaling, labels of other images, parameters saved after the update. */
export function repairInputs(state: TraceState): Repaired {
  const found = new Map<string, Explanation>();
  const scaled = repairPixels(state, found);
  const labelled = repairLabels(scaled, found);
  const repaired = repairParameters(labelled, found);
  const judged = inputNames(state.recipe.layers).flatMap((name): Judged[] => {
    const own = state.yours.get(name);
    if (!own) return [];
    const explanation = found.get(name);
    const verdict = explanation ? (explanation.isHarmless ? 'harmless' : 'differs') : 'same';
    const { dtype, layout, raw } = own;
    return [{ name, verdict, shape: raw.shape, dtype, layout, explanation }];
  });
  return { state: repaired, judged };
}

/** Pixels from 0 to 255 are a mistake, unless the net itself got pixels / 255. */
function repairPixels(state: TraceState, found: Map<string, Explanation>): TraceState {
  const x = state.yours.get('x')?.fitted;
  if (!x || largest(x) <= 16 || !x.data.every((value) => value >= 0 && value <= 255)) return state;
  const divided = { ...state, given: new Map(state.given).set('x', times(x, 1 / 255)) };
  const isHarmless = agreeing(state.nodes, divided).length > agreeing(state.nodes, state).length;
  found.set('x', {
    id: isHarmless ? 'pixels-saved-before-scaling' : 'pixels-not-scaled',
    says: isHarmless
      ? 'x is saved before its division by 255'
      : 'x has pixels from 0 to 255: they are not divided by 255',
    hint: isHarmless ? 'save the x that predict gets' : 'load_mnist(normalize=True), or x / 255.0',
    at: ['x'],
    isHarmless,
  });
  return isHarmless ? divided : state;
}

/** y − N dy gives the labels that the step used. If loss and dy agree with these and not with t, t is wrong. */
function repairLabels(state: TraceState, found: Map<string, Explanation>): TraceState {
  const [y, dy, t] = ['y', 'dy', 't'].map((name) => state.yours.get(name)?.fitted);
  if (!y || !dy || !t || agreeing(state.nodes, state).includes('loss')) return state;
  const [N, K] = y.shape;
  const used = new Float64Array(N).fill(-1);
  for (const [i, value] of y.data.entries()) {
    if (Math.abs(value - N * dy.data[i] - 1) < 1e-6) used[Math.floor(i / K)] = i % K;
  }
  const count = t.data.filter((label, n) => label !== used[n]).length;
  if (count === 0 || used.includes(-1)) return state;
  const labelled = { ...state, given: new Map(state.given).set('t', { shape: [N], data: used }) };
  const agree = agreeing(state.nodes, labelled);
  if (!agree.includes('loss') || !agree.includes('dy')) return state;
  found.set('t', {
    id: 'other-labels',
    says: `t does not hold the labels of this step: loss and dy use other labels for ${count} of ${N} images`,
    hint: 'index x and t with the same batch_mask, and save the x and t that gradient gets',
    at: ['t'],
    isHarmless: false,
  });
  return labelled;
}

/** Parameters that were saved without a copy hold the values after the update; this undoes the update. */
function repairParameters(state: TraceState, found: Map<string, Explanation>): TraceState {
  const names = inputNames(state.recipe.layers).slice(2);
  const aliased = names.filter((name) =>
    isSame(state.yours.get(name), state.yours.get(`${name}_after`), state.yours.get(`d${name}`)),
  );
  const sets = [names.filter((name) => state.yours.has(name)), ...names.map((name) => [name])];
  const before = agreeing(state.nodes, state);
  let best = { state, names: [] as readonly string[], score: before.length };
  for (const set of aliased.length > 0 ? [aliased, ...sets] : sets) {
    const undone = undo(state, set);
    const agree = agreeing(state.nodes, undone);
    // if an array stops agreeing, the parameter was not updated at all
    if (agree.length <= best.score || !before.every((name) => agree.includes(name))) continue;
    best = { state: undone, names: set, score: agree.length };
  }
  for (const name of best.names) {
    found.set(name, {
      id: 'not-copied',
      says: `${name} is the parameter after the update: it was not copied before the update`,
      hint: `params[key] -= … changes the array itself; save ${name}.copy() before the update`,
      at: [name],
      isHarmless: false,
    });
  }
  return best.state;
}

function isSame(before: UserArray | undefined, after: UserArray | undefined, gradient: UserArray | undefined): boolean {
  if (!before?.fitted || !after?.fitted || !gradient?.fitted || largest(gradient.fitted) === 0) return false;
  return agrees(before.fitted, after.fitted, allowance(before.fitted, 'float64') * 1e-3);
}

/** Undoes a step of plain gradient descent. */
function undo(state: TraceState, names: readonly string[]): TraceState {
  const given = new Map(state.given);
  const get = evaluator(state.nodes, state.recipe, state.given, state.changes);
  for (const name of names) {
    given.set(
      name,
      zip(get(name), get(`d${name}`), (w, d) => w + state.recipe.learningRate * d),
    );
  }
  return { ...state, given };
}
