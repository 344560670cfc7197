import { expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/load.js';
import { complaint } from './complaint.js';

const hash = 'a'.repeat(64);

test.each<[unknown, readonly string[]]>([
  ['runs/a', ['runs/a']],
  [
    ['runs/a', 'b.json'],
    ['runs/a', 'b.json'],
  ],
  [{ from: 'runs/a' }, ['runs/a']],
  [{ from: ['runs/a', 'b.json'] }, ['runs/a', 'b.json']],
])('distill: %j names teachers', (distill, from) => {
  expect(resolveConfig({ distill }).distill).toEqual({ from, temperature: 2, weight: 0.5 });
});

test('a resolved config resolves to itself', () => {
  const { distill } = resolveConfig({ distill: { from: 'runs/a', temperature: 4, weight: 1, sha256: [hash] } });
  expect(distill).toEqual({ from: ['runs/a'], temperature: 4, weight: 1, sha256: [hash] });
  expect(resolveConfig({ distill: JSON.parse(JSON.stringify(distill)) }).distill).toEqual(distill);
});

test.each<[object, string]>([
  [
    { distill: 3 },
    'distill: must be { from: …, temperature: …, weight: …, sha256: … }, a list of paths or a path, got 3',
  ],
  [{ distill: [] }, 'distill: must be a list of 1 to 100 paths, got 0'],
  [{ distill: '' }, 'distill: must be a non-empty path, got ""'],
  [{ distill: {} }, 'distill.from: must be a list of paths or a path, got undefined'],
  [{ distill: { from: [] } }, 'distill.from: must be a list of 1 to 100 paths, got 0'],
  [{ distill: { from: [3] } }, 'distill.from[0]: expected a string, got 3'],
  [{ distill: { from: 'a', temperature: 0 } }, 'distill.temperature: must be a number above 0 and at most 100, got 0'],
  [{ distill: { from: 'a', weight: 1.5 } }, 'distill.weight: must be a number from 0 to 1, got 1.5'],
  [{ distill: { from: 'a', sha256: ['x'] } }, 'distill.sha256[0]: must be 64 hexadecimal digits, got "x"'],
  [{ distill: { from: 'a', alpha: 1 } }, 'unknown key "alpha" in distill'],
  [{ teachers: 'a' }, 'unknown key "teachers"; did you mean "distill"?'],
  [{ distill: 'a', loss: 'book' }, 'distill: needs loss "cross-entropy"'],
  [{ distill: 'a', loss: 'mean-squared-error' }, 'distill: needs loss "cross-entropy"'],
  [{ distill: 'a', init: { rng: 'numpy' } }, 'distill: needs loss "cross-entropy"'],
  [{ distill: 'a', gradient: 'numerical' }, 'numerical.algorithm: "incremental" does not support dropout'],
])('%j is refused', async (config, sentence) => {
  expect(await complaint('distill.json', JSON.stringify(config))).toContain(sentence);
});

test('teachers can be combined with full numerical gradients and NumPy’s random numbers', () => {
  const config = {
    distill: 'a',
    gradient: 'numerical',
    numerical: { algorithm: 'full' },
    init: { rng: 'numpy' },
  } as const;
  expect(resolveConfig({ ...config, loss: 'cross-entropy' }).loss).toBe('exact');
});
