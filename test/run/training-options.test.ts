import { expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/load.js';
import type { ConfigInput } from '../../src/config/schema.js';
import { trainingOptions } from '../../src/run/training-options.js';

const PER_EPOCH = 600;
const augmentOf = (config: ConfigInput) => trainingOptions(resolveConfig(config), PER_EPOCH).augment;

test('distortions have the seed of the run, and fade until its last epoch', () => {
  expect(augmentOf({})).toBeUndefined();
  const still = { rotation: 5, shear: 0, scale: 0, shift: 0 };
  expect(augmentOf({ seed: 4, augment: { rotation: 5 } })).toEqual({ ...still, seed: 4 });
  for (const length of [{ epochs: 3 }, { iterations: 1800 }, { iterations: 1201 }]) {
    const { strength, ...others } = augmentOf({ seed: 4, augment: { rotation: 5, fade: 0.5 }, ...length }) ?? {};
    expect(others).toEqual({ ...still, seed: 4 });
    expect([1, 2, 3].map((epoch) => strength?.(epoch))).toEqual([1, 0.75, 0.5]);
  }
});
