import { agreeing, agreesWith, type Case, expectedOf } from './case.js';
import { CAUSES } from './causes/causes.js';
import { allowance, differenceOf } from './difference.js';
import { type Explanation, explain } from './explain.js';
import type { Recipe } from './formulas.js';
import { repairInputs } from './inputs.js';
import type { Judged } from './judged.js';
import type { Mine } from './mine.js';
import { evaluator, inputNames, nodesOf } from './nodes.js';
import type { Tensor } from './tensor.js';

/** Judges the computed arrays of a reader in the order of computation, after the inputs. */
export function diagnose(
  recipe: Recipe,
  mine: ReadonlyMap<string, Mine>,
  start: ReadonlyMap<string, Tensor>,
): Judged[] {
  const nodes = nodesOf(recipe.layers);
  const given = new Map(start);
  for (const { name } of nodes) {
    const fitted = mine.get(name)?.fitted;
    if (fitted) given.set(name, fitted);
  }
  const repaired = repairInputs({ nodes, recipe, mine, given, changes: new Map() });
  let state: Case = repaired.state;
  const inputs = inputNames(recipe.layers);
  const clean = evaluator(
    nodes,
    recipe,
    new Map(inputs.map((name): [string, Tensor] => [name, state.given.get(name) as Tensor])),
  );
  const judged: Judged[] = [...repaired.judged];
  for (const node of nodes) {
    const own = mine.get(node.name);
    if (!own) continue;
    const { name, dtype, raw, fitted, layout, precision } = own;
    const about = { name, shape: raw.shape, dtype, layout };
    const ours = expectedOf(node, state);
    const difference = fitted && differenceOf(fitted, ours, allowance(ours, precision));
    const isTurned = layout === 'transposed' && !isFamilyTurned(name, mine);
    if (agreesWith(own, ours)) {
      const follows = !agreesWith(own, clean(name));
      if (isTurned) judged.push({ ...about, verdict: 'differs', difference, explanation: turned(name, ours) });
      else judged.push({ ...about, verdict: follows ? 'follows' : 'same', difference });
      continue;
    }
    const { explanation, next } = explain(node, own, ours, state);
    if (
      name === 'loss_after' &&
      isUntold(explanation) &&
      judged.some((each) => isForward(each) && isUntold(each.explanation))
    ) {
      judged.push({ ...about, verdict: 'follows', difference }); // nobody knows how the forward pass goes
      continue;
    }
    judged.push({ ...about, verdict: explanation.isHarmless ? 'harmless' : 'differs', difference, explanation });
    state = next;
  }
  return judged;
}

/** How many arrays of the file agree with what those before them give. */
export function fitOf(recipe: Recipe, mine: ReadonlyMap<string, Mine>, start: ReadonlyMap<string, Tensor>): number {
  const nodes = nodesOf(recipe.layers);
  const given = new Map(start);
  for (const { name } of nodes) {
    const fitted = mine.get(name)?.fitted;
    if (fitted) given.set(name, fitted);
  }
  return agreeing(nodes, { nodes, recipe, mine, given, changes: new Map() }).length;
}

/** Weights and samples that are transposed like the first of their kind are another layout, no mistake. */
function isFamilyTurned(name: string, mine: ReadonlyMap<string, Mine>): boolean {
  const first = /^d?W/.test(name) ? 'W1' : 'x';
  return mine.get(first)?.layout === 'transposed';
}

function turned(name: string, { shape }: Tensor): Explanation {
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

/** Whether a difference is told by its numbers alone, so that it cannot be made again. */
function isUntold(explanation: Explanation | undefined): boolean {
  return explanation !== undefined && !CAUSES.some(({ id }) => id === explanation.id);
}
