import { describe, expect, expectTypeOf, test } from 'vitest';
import type { DistortionSettings } from '../../src/augment/settings.js';
import { resolveConfig } from '../../src/config/load.js';
import { configSchema } from '../../src/config/schema.js';
import { complaint } from './complaint.js';

test('a config without augment has no such key when resolved', () => {
  expect(resolveConfig({})).not.toHaveProperty('augment');
});

test.each([
  [{}, { rotation: 0, shear: 0, scale: 0, shift: 0 }],
  [{ rotation: 7.5 }, { rotation: 7.5, shear: 0, scale: 0, shift: 0 }],
  [
    { elastic: { alpha: 36, sigma: 5 }, shear: 45, scale: 0.9, shift: 64, fade: 1 },
    { elastic: { alpha: 36, sigma: 5 }, rotation: 0, shear: 45, scale: 0.9, shift: 64, fade: 1 },
  ],
  [
    { elastic: { alpha: 0, sigma: 0.5 }, rotation: 180 },
    { elastic: { alpha: 0, sigma: 0.5 }, rotation: 180, shear: 0, scale: 0, shift: 0 },
  ],
])('%j is %j in full, frozen, and resolves to itself', (augment, expected) => {
  const config = resolveConfig({ augment });
  expect(config.augment).toStrictEqual(expected);
  expect(Object.isFrozen(config.augment)).toBe(true);
  expect(resolveConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
});

test('the resolved augment has the type that training expects', () => {
  expectTypeOf(resolveConfig({}).augment).toExtend<DistortionSettings | undefined>();
  expect(configSchema.safeParse({ augment: {} }).success).toBe(true);
});

describe('refused', () => {
  test.each([
    ['5', 'CONFIG_TYPE', 'augment: expected a mapping, got 5'],
    ['on', 'CONFIG_TYPE', 'augment: expected a mapping, got the string "on"'],
    ['null', 'CONFIG_TYPE', 'augment: expected a mapping, got null'],
    ['{ elastic: 36 }', 'CONFIG_TYPE', 'augment.elastic: expected a mapping, got 36'],
    ['{ elastic: { alpha: 36 } }', 'CONFIG_TYPE', 'augment.elastic.sigma: is missing, expected a number'],
    ['{ elastic: { sigma: 5 } }', 'CONFIG_TYPE', 'augment.elastic.alpha: is missing, expected a number'],
    [
      '{ elastic: { alpha: -1, sigma: 5 } }',
      'CONFIG_RANGE',
      'augment.elastic.alpha: must be a number from 0 to 1000, got -1',
    ],
    [
      '{ elastic: { alpha: 36, sigma: 0.4 } }',
      'CONFIG_RANGE',
      'augment.elastic.sigma: must be a number from 0.5 to 20, got 0.4',
    ],
    ['{ fade: 1.1 }', 'CONFIG_RANGE', 'augment.fade: must be a number from 0 to 1, got 1.1'],
    ['{ rotation: 181 }', 'CONFIG_RANGE', 'augment.rotation: must be a number from 0 to 180, got 181'],
    ['{ rotation: -5 }', 'CONFIG_RANGE', 'augment.rotation: must be a number from 0 to 180, got -5'],
    ['{ shear: 46 }', 'CONFIG_RANGE', 'augment.shear: must be a number from 0 to 45, got 46'],
    ['{ scale: 10 }', 'CONFIG_RANGE', 'augment.scale: must be a number from 0 to 0.9, got 10'],
    ['{ shift: 65 }', 'CONFIG_RANGE', 'augment.shift: must be a number from 0 to 64, got 65'],
    ['{ shift: .nan }', 'CONFIG_VALUE', 'augment.shift: must be a finite number, got NaN'],
    ['{ rotate: 5 }', 'CONFIG_KEY', 'unknown key "rotate" in augment; did you mean "rotation"?'],
    ['{ alpha: 36 }', 'CONFIG_KEY', 'unknown key "alpha" in augment; did you mean augment.elastic.alpha?'],
  ])('augment: %s', async (value, code, message) => {
    const told = await complaint('a.yaml', `augment: ${value}`);
    expect(told.startsWith(code)).toBe(true);
    expect(told.endsWith(message)).toBe(true);
  });
});
