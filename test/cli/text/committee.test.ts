import { expect, test } from 'vitest';
import { committeeText } from '../../../src/cli/text/committee.js';
import { metrics } from '../../../src/training/evaluation/metrics.js';

const RESULT = metrics({ labels: Uint8Array.of(0, 0, 1, 1), predicted: Uint8Array.of(0, 0, 1, 0), loss: 0.5 }, 2);

const head = (members: readonly { model: string; accuracy: number }[], copies: number) =>
  committeeText(members, 'strokes', copies, RESULT).split('\n\naccuracy')[0].trimEnd();

test('shows the members of a committee, their mean and standard deviation', () => {
  const members = [0.5, 0.75].map((accuracy, i) => ({ model: `${i}.json`, accuracy }));
  expect(head(members, 0)).toBe(
    'a committee of 2: strokes, 4 test images\n\n  0.json  0.5000\n  1.json  0.7500\n' +
      '  alone: mean 0.6250 ± 0.1768 (standard deviation)',
  );
});

test('shows no mean for one model on distorted copies', () => {
  expect(head([{ model: 'a.json', accuracy: 0.5 }], 3)).toBe(
    'one model: strokes, 4 test images, 3 distorted copies of each\n\n  a.json  0.5000',
  );
});
