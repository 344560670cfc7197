import { expect, test } from 'vitest';
import { viewSchema } from '../../src/network/view-schema.js';

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
