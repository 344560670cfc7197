import { expect, test } from 'vitest';
import { NUMBERED_VIEWS, viewOr, viewSchema } from '../../src/network/view-schema.js';

test.each(['deslant', { width: 14 }, ['deslant', { width: 20 }], [{ width: 8 }, 'deslant', { width: 64 }]])(
  '%j is a view',
  (view) => {
    expect(viewSchema.parse(view)).toEqual(view);
  },
);

test.each(['none', 'width', { width: 0 }, { width: 65 }, {}, [], ['deslant'], ['none', 'deslant'], [['deslant']]])(
  '%j is not a view',
  (view) => {
    expect(viewSchema.safeParse(view).success).toBe(false);
  },
);

test('other names can stand for a view, but not in a list', () => {
  const schema = viewOr('none');
  for (const view of ['none', 'deslant', { width: 20 }, ['deslant', { width: 20 }]]) {
    expect(schema.parse(view)).toEqual(view);
  }
  for (const wrong of ['width', ['none', 'deslant'], ['deslant', 'width'], { deslant: 1 }, { width: 20, height: 20 }]) {
    expect(schema.safeParse(wrong).success).toBe(false);
  }
  expect(NUMBERED_VIEWS).toEqual(['width']);
});

test.each([[['deslant']], [Array(5).fill('deslant')]])('%j: a list has 2 to 4 views', (list) => {
  expect(JSON.stringify(viewOr().safeParse(list).error?.issues)).toContain('a list of 2 to 4 views');
});
