import { expect, test } from 'vitest';
import type { Recipe } from '../../../src/export/trace/formulas.js';
import { nodesOf } from '../../../src/export/trace/nodes.js';
import { agreeing, type TraceState } from '../../../src/export/trace/trace-state.js';
import type { UserArray } from '../../../src/export/trace/user-array.js';

test('agreeing arrays are counted without computing numerical gradients, which take long', () => {
  const recipe = {
    layers: 2,
    numerical: () => {
      throw new Error('too long');
    },
  } as Partial<Recipe> as Recipe;
  const nodes = nodesOf(2);
  const raw = { shape: [1, 1], data: Float64Array.of(0) };
  const own: UserArray = { name: 'dW1_numerical', dtype: 'float64', raw, fitted: raw, precision: 'float64' };
  const yours = new Map([[own.name, own]]);
  const state: TraceState = { nodes, recipe, yours, given: new Map(), changes: new Map() };
  expect(nodes.map(({ name }) => name)).toContain(own.name);
  expect(agreeing(nodes, state)).toEqual([]);
});
