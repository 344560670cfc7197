import { agrees, allowance } from './difference.js';
import type { Recipe } from './formulas.js';
import { type Changes, computed, evaluator, type Node } from './nodes.js';
import { largest, type Tensor } from './tensor.js';
import type { UserArray } from './user-array.js';

/** A user's step, and what has been found in it so far. */
export interface TraceState {
  readonly nodes: readonly Node[];
  readonly recipe: Recipe;
  readonly yours: ReadonlyMap<string, UserArray>;
  /** The arrays that others are computed from: the user's where possible. */
  readonly given: ReadonlyMap<string, Tensor>;
  /** Mistakes found in arrays that the file does not hold. */
  readonly changes: Changes;
}

/** The correct value of an array, computed from the arrays before it. */
export function expectedOf(node: Node, { nodes, recipe, given, changes }: TraceState): Tensor {
  return computed(node, evaluator(nodes, recipe, given, changes), nodes, recipe, changes);
}

/** Whether the user's array equals ours up to rounding, or up to 1e-6 for numerical gradients. */
export function agreesWith({ name, fitted, precision }: UserArray, ours: Tensor): boolean {
  const allowed = name.endsWith('_numerical') ? 1e-6 * largest(ours) + 1e-12 : allowance(ours, precision);
  return fitted !== undefined && agrees(fitted, ours, allowed);
}

/** Names of the user's arrays that agree with the arrays before them, without numerical gradients, which take long. */
export function agreeing(nodes: readonly Node[], state: TraceState): string[] {
  const get = evaluator(state.nodes, state.recipe, state.given, state.changes);
  return nodes
    .filter((node) => {
      const own = state.yours.get(node.name);
      return (
        own &&
        !node.kind.endsWith('_numerical') &&
        agreesWith(own, computed(node, get, state.nodes, state.recipe, state.changes))
      );
    })
    .map(({ name }) => name);
}
