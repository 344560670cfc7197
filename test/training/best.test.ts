import { expect, test } from 'vitest';
import { array, values } from '../../src/array.js';
import { Best } from '../../src/training/best.js';

const evaluation = (iteration: number, validationAccuracy: number) =>
  ({ kind: 'accuracy', iteration, epoch: 1, loss: 2, trainAccuracy: 0.5, validationAccuracy }) as const;

test('the first of equal evaluations is the best, and later ones are counted', () => {
  const best = new Best(false);
  expect(best.state).toBeUndefined();
  const taken = [0, 0.2, 0.2, 0.1, 0.3, 0.3].map((accuracy, i) => best.take(evaluation(i + 1, accuracy), {}));
  expect(taken.map(({ iteration, since }) => [iteration, since])).toEqual([
    [1, 0],
    [2, 0],
    [2, 1],
    [2, 2],
    [5, 0],
    [5, 1],
  ]);
  expect(best.state).toEqual({
    evaluation: { iteration: 5, epoch: 1, trainAccuracy: 0.5, validationAccuracy: 0.3, since: 1 },
  });
});

test('the best parameters are copies, also after a state is restored', () => {
  const W1 = array([1, 2]);
  const first = new Best(true);
  first.take(evaluation(1, 0.5), { W1 });
  W1.set(0, 7);
  first.take(evaluation(2, 0.4), { W1 });
  const second = new Best(true, first.state);
  const kept = () => [first, second].map(({ state }) => [...values(state?.parameters?.W1 ?? array([]))]);
  expect(kept()).toEqual([
    [1, 2],
    [1, 2],
  ]);
  second.take(evaluation(3, 0.6), { W1 });
  expect(kept()).toEqual([
    [1, 2],
    [7, 2],
  ]);
});
