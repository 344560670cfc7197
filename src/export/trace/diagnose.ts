import { CAUSES } from './causes/causes.js';
import { allowance, differenceOf } from './difference.js';
import { type Explanation, explain } from './explain.js';
import type { Recipe } from './formulas.js';
import { repairInputs } from './inputs.js';
import type { Judged } from './judged.js';
import { evaluator, inputNames, nodesOf } from './nodes.js';
import type { Tensor } from './tensor.js';
import { agreeing, agreesWith, expectedOf, type TraceState } from './trace-state.js';
import type { UserArray } from './user-array.js';

/** Judges the user's inputs, then the computed arrays in the order of computation. */
export function diagnose(
  recipe: Recipe,
  yours: ReadonlyMap<string, UserArray>,
  start: ReadonlyMap<string, Tensor>,
): Judged[] {
  const nodes = nodesOf(recipe.layers);
  const given = new Map(start);
  for (const { name } of nodes) {
    const fitted = yours.get(name)?.fitted;
    if (fitted) given.set(name, fitted);
  }
  const repaired = repairInputs({ nodes, recipe, yours, given, changes: new Map() });
  let state: TraceState = repaired.state;
  const inputs = inputNames(recipe.layers);
  const clean = evaluator(
    nodes,
    recipe,
    new Map(inputs.map((name): [string, Tensor] => [name, state.given.get(name) as Tensor])),
  );
  const judged: Judged[] = [...repaired.judged];
  for (const node of nodes) {
    const own = yours.get(node.name);
    if (!own) continue;
    const { name, dtype, raw, fitted, layout, precision } = own;
    const about = { name, shape: raw.shape, dtype, layout };
    const ours = expectedOf(node, state);
    const difference = fitted && differenceOf(fitted, ours, allowance(ours, precision));
    const isTransposed = layout === 'transposed' && !areAllTransposed(name, yours);
    if (agreesWith(own, ours)) {
      const follows = !agreesWith(own, clean(name));
      if (isTransposed)
        judged.push({ ...about, verdict: 'differs', difference, explanation: explainTransposed(name, ours) });
      else judged.push({ ...about, verdict: follows ? 'follows' : 'same', difference });
      continue;
    }
    const { explanation, next } = explain(node, own, ours, state);
    if (
      name === 'loss_after' &&
      isUnknownMistake(explanation) &&
      judged.some((each) => isForward(each) && isUnknownMistake(each.explanation))
    ) {
      judged.push({ ...about, verdict: 'follows', difference }); // the mistake in the forward pass is unknown
      continue;
    }
    judged.push({ ...about, verdict: explanation.isHarmless ? 'harmless' : 'differs', difference, explanation });
    state = next;
  }
  return judged;
}

/** Counts the user's arrays that agree with the arrays before them. */
export function countAgreeing(
  recipe: Recipe,
  yours: ReadonlyMap<string, UserArray>,
  start: ReadonlyMap<string, Tensor>,
): number {
  const nodes = nodesOf(recipe.layers);
  const given = new Map(start);
  for (const { name } of nodes) {
    const fitted = yours.get(name)?.fitted;
    if (fitted) given.set(name, fitted);
  }
  return agreeing(nodes, { nodes, recipe, yours, given, changes: new Map() }).length;
}

/** If W1 (or x) is transposed too, a transposed array is another layout, not a mistake. */
function areAllTransposed(name: string, yours: ReadonlyMap<string, UserArray>): boolean {
  const first = /^d?W/.test(name) ? 'W1' : 'x';
  return yours.get(first)?.layout === 'transposed';
}

function explainTransposed(name: string, { shape }: Tensor): Explanation {
  return {
    id: 'transposed',
    says: `${name} is transposed`,
    hint: `its shape should be [${shape}]`,
    at: [name],
    isHarmless: false,
  };
}

function isForward({ name }: Judged): boolean {
  return /^[az]\d|^y$|^loss$/.test(name);
}

/** Whether no known mistake explains the difference. */
function isUnknownMistake(explanation: Explanation | undefined): boolean {
  return explanation !== undefined && !CAUSES.some(({ id }) => id === explanation.id);
}
