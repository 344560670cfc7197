import { FORMULAS, type Formula, type Get, type Kind, type Recipe } from './formulas.js';
import type { Tensor } from './tensor.js';

/** A computed array of a step. */
export interface Node {
  readonly name: string;
  readonly kind: Kind;
  /** The layer, counted from 1; 0 for arrays without a layer. */
  readonly l: number;
}

/** The arrays that a step starts from: x, t, W1, b1 … */
export function inputNames(layers: number): string[] {
  return ['x', 't', ...layerNumbers(layers).flatMap((l) => [`W${l}`, `b${l}`])];
}

/** The computed arrays in the order of computation. */
export function nodesOf(layers: number): Node[] {
  const node = (kind: Kind, l = 0): Node => ({ name: l === 0 ? kind : kind.replace(/^d?[a-zA-Z]/, `$&${l}`), kind, l });
  const each = (...kinds: Kind[]) => layerNumbers(layers).flatMap((l) => kinds.map((kind) => node(kind, l)));
  return [
    ...each('a', 'z').slice(0, -1),
    node('y'),
    node('loss'),
    node('dy'),
    ...layerNumbers(layers)
      .reverse()
      .flatMap((l) => [node('dW', l), node('db', l), ...(l > 1 ? [node('dz', l - 1), node('da', l - 1)] : [])]),
    ...each('dW_numerical', 'db_numerical'),
    ...each('W_after', 'b_after'),
    node('loss_after'),
  ];
}

/** Thrown by a wrong formula that is impossible with these shapes, or that needs its own result. */
export class Impossible extends Error {}

/** Wrong formulas that explain the user's numbers, by the array's name. */
export type Changes = ReadonlyMap<string, Formula>;

/** Returns a function that gets any array of a step: given arrays as they are, others computed once by their formula. */
export function evaluator(
  nodes: readonly Node[],
  recipe: Recipe,
  given: ReadonlyMap<string, Tensor>,
  changes: Changes = new Map(),
): Get {
  const known = new Map(given);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const pending = new Set<string>();
  const get: Get = (name) => {
    const found = known.get(name);
    if (found) return found;
    const node = byName.get(name);
    if (!node) throw new Error(`a trace has no ${name}`);
    if (pending.has(name)) throw new Impossible();
    pending.add(name);
    const value = computed(node, get, nodes, recipe, changes);
    known.set(name, value);
    return value;
  };
  return get;
}

/** Computes an array by its formula from the arrays of `get`. */
export function computed(
  { name, kind, l }: Node,
  get: Get,
  nodes: readonly Node[],
  recipe: Recipe,
  changes: Changes,
  formula: Formula = changes.get(name) ?? FORMULAS[kind],
): Tensor {
  const inside = kind === 'loss_after' ? afterUpdate(get, nodes, recipe, changes) : get;
  return formula({ get: inside, recipe, l, outside: get });
}

/** The forward pass with the parameters after the update; wrong formulas may also ask for them as W1_after …. */
function afterUpdate(get: Get, nodes: readonly Node[], recipe: Recipe, changes: Changes): Get {
  const parameters = inputNames(recipe.layers).slice(2);
  return evaluator(
    nodes,
    recipe,
    new Map([
      ['x', get('x')],
      ['t', get('t')],
      ...parameters.flatMap((name) =>
        [name, `${name}_after`].map((key): [string, Tensor] => [key, get(`${name}_after`)]),
      ),
    ]),
    changes,
  );
}

/** The arrays that an array's formula reads. */
export function formulaInputs(node: Node, nodes: readonly Node[], recipe: Recipe, whole: Get): string[] {
  const asked = new Set<string>();
  const get: Get = (name) => {
    asked.add(name);
    return whole(name);
  };
  computed(node, get, nodes, recipe, new Map());
  return [...asked];
}

/** The arrays that were computed, not given, on the way to a node; the nearest first. */
export function unsavedBefore(
  node: Node,
  nodes: readonly Node[],
  recipe: Recipe,
  given: ReadonlyMap<string, Tensor>,
): Node[] {
  const hidden = new Set<string>();
  const whole = evaluator(nodes, recipe, given);
  const look = (from: Node): void => {
    for (const name of formulaInputs(from, nodes, recipe, whole)) {
      const node = nodes.find((other) => other.name === name);
      if (!node || given.has(name) || hidden.has(name)) continue;
      hidden.add(name);
      look(node);
    }
  };
  look(node);
  return nodes.filter(({ name }) => hidden.has(name)).reverse();
}

function layerNumbers(layers: number): number[] {
  return Array.from({ length: layers }, (_, i) => i + 1);
}
