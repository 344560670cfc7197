import { expect, test } from 'vitest';
import { againstText } from '../../../src/cli/text/against.js';
import { mcNemar, tangoInterval } from '../../../src/training/evaluation/paired.js';

function text(onlyFirst: number, onlySecond: number, count: number): string {
  return againstText(['a/model.json', 'b/model.json'], 'mnist', {
    count,
    bothRight: count - onlyFirst - onlySecond,
    onlyFirst,
    onlySecond,
    bothWrong: 0,
    difference: (onlyFirst - onlySecond) / count,
    interval: tangoInterval(onlyFirst, onlySecond, count),
    p: mcNemar(onlyFirst, onlySecond),
  });
}

test.each([
  [0, 0, 10_000, 'No significant difference on 10,000 images: both get the same images right.\n'],
  [
    60,
    50,
    10_000,
    'No significant difference on 10,000 images.\nEqual models differ at least this much on 39 % of such',
  ],
  [80, 50, 10_000, 'A is better.\nEqual models differ at least this much on 1.1 % of such test sets.\n'],
  [43, 310, 10_000, 'B is better.\nEqual models differ at least this much on fewer than 1 in 10,000 such test sets.\n'],
  // p is 0.0703, but the interval ends at −0.026
  [
    1,
    7,
    21,
    'B may be better: the interval excludes 0, but p is above 0.05.\nEqual models differ at least this much on 7 % of such',
  ],
])('explains %i against %i of %i images', (onlyFirst, onlySecond, count, words) => {
  const shown = text(onlyFirst, onlySecond, count);
  expect(shown).toContain(`\n\n${words}`);
  for (const line of shown.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('shows a bound for a p below the smallest number', () => {
  expect(text(10_000, 0, 10_000)).toContain('\np      below 1e-307  (McNemar');
});
