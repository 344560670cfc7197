import { agrees, allowance } from './difference.js';
import type { Recipe } from './formulas.js';
import type { Mine } from './mine.js';
import { type Changes, computed, evaluator, type Node } from './nodes.js';
import { largest, type Tensor } from './tensor.js';

/** What is known of a reader's step so far. */
export interface Case {
  readonly nodes: readonly Node[];
  readonly recipe: Recipe;
  readonly mine: ReadonlyMap<string, Mine>;
  /** The arrays to compute others from: the reader's where they can be used. */
  readonly given: ReadonlyMap<string, Tensor>;
  /** The mistakes that have been found in arrays the file does not hold. */
  readonly changes: Changes;
}

/** What an array should be by the arrays before it. */
export function expectedOf(node: Node, { nodes, recipe, given, changes }: Case): Tensor {
  return computed(node, evaluator(nodes, recipe, given, changes), nodes, recipe, changes);
}

/** Whether a reader's array is ours but for rounding; numerical gradients are no better than 1e-6. */
export function agreesWith({ name, fitted, precision }: Mine, ours: Tensor): boolean {
  const allowed = name.endsWith('_numerical') ? 1e-6 * largest(ours) + 1e-12 : allowance(ours, precision);
  return fitted !== undefined && agrees(fitted, ours, allowed);
}

/** Those of some arrays of the reader that agree with what the ones before them give. */
export function agreeing(nodes: readonly Node[], state: Case): string[] {
  const get = evaluator(state.nodes, state.recipe, state.given, state.changes);
  return nodes
    .filter((node) => {
      const own = state.mine.get(node.name);
      return own && agreesWith(own, computed(node, get, state.nodes, state.recipe, state.changes));
    })
    .map(({ name }) => name);
}
