import { describe, expect, test } from 'vitest';
import { diagnose, isHopeless } from '../../src/report/diagnoses.js';
import type { HealthFacts, UnitFacts } from '../../src/training/health/facts.js';

const UNITS: UnitFacts = { dead: 0, saturated: 0, flat: 0 };
/** 784-50-10 with ReLU after 1,500 updates on MNIST. */
const HEALTHY: HealthFacts = {
  chance: { loss: Math.log(10), accuracy: 0.1 },
  accuracy: { train: 0.94, unseen: 0.92 },
  loss: { start: 2.3, end: 0.2, recent: 0.21, lowest: 0.2, departedAt: null },
  iterations: 1500,
  labels: { images: 1000, nearestMean: 0.79 },
  agreement: 0.4,
  layers: [layer(), { ...layer(), name: 'Affine2', inputs: 50, outputs: 10, units: undefined }],
};

function layer(start: Partial<UnitFacts> = {}, end: Partial<UnitFacts> = {}, startWeights = 2) {
  const units = { start: { ...UNITS, ...start }, end: { ...UNITS, ...end } };
  return { name: 'Affine1', inputs: 784, outputs: 50, startWeights, weights: 6.6, gradient: 0.1, update: 0.06, units };
}

const guessing = { accuracy: { train: 0.11, unseen: 0.1 }, agreement: 0 };
const lossOf = (end: number, others = {}) => ({ loss: { ...HEALTHY.loss, end, recent: end, ...others } });
const zero = layer({}, {}, 0);

test.each<[string | undefined, string, Partial<HealthFacts>]>([
  [undefined, 'a healthy run', {}],
  [undefined, 'a loss that rose and fell again', lossOf(0.2, { departedAt: 3 })],
  [undefined, 'softmax regression from weights of 0', { layers: [zero] }],
  ['zero-initialisation', 'weights of 0', { ...guessing, ...lossOf(2.3), layers: [zero, zero] }],
  ['labels-shuffled', 'shuffled labels', { ...guessing, ...lossOf(2.29), labels: { images: 1000, nearestMean: 0.1 } }],
  [undefined, 'too few labels for a verdict', { labels: { images: 30, nearestMean: 0.1 } }],
  ['test-labels-shuffled', 'shuffled test labels', { accuracy: { train: 0.95, unseen: 0.1 } }],
  [
    'sigmoid-saturated',
    'saturated units',
    { ...lossOf(2.4, { start: 39 }), layers: [layer({ flat: 0.9 }, { flat: 0.9 })] },
  ],
  [
    'units-dead-by-weights',
    'dead units',
    { ...guessing, ...lossOf(2.3, { start: 900 }), layers: [layer({}, { dead: 50 })] },
  ],
  ['units-dead-by-learning-rate', 'dead units', { ...guessing, ...lossOf(2.3), layers: [layer({}, { dead: 48 })] }],
  [
    'units-dead-by-learning-rate',
    'dead units and a loss that rose',
    { ...guessing, ...lossOf(2.3, { departedAt: 7 }), layers: [layer({}, { dead: 48 })] },
  ],
  ['sigmoid-saturated', 'units saturated at the end', { ...lossOf(2.3), layers: [layer({}, { flat: 0.95 })] }],
  [
    'learning-rate-too-high',
    'units saturated at the end, after a loss that rose',
    { ...lossOf(2.3, { departedAt: 1200 }), layers: [layer({}, { flat: 0.95 })] },
  ],
  ['initial-weights-too-large', 'a high loss at the start', lossOf(2.4, { start: 600 })],
  ['learning-rate-too-high', 'a loss that rose and stayed high', lossOf(5, { departedAt: 1 })],
  ['learning-rate-too-low', 'a loss that hardly falls', { ...guessing, ...lossOf(2.28), agreement: 0.9 }],
  [undefined, 'a short run', { ...guessing, ...lossOf(2.28), agreement: 0.9, iterations: 3 }],
])('reports %s for %s', (name, _, changes) => {
  const diagnosis = diagnose({ ...HEALTHY, ...changes });
  expect(diagnosis?.name).toBe(name);
  if (diagnosis) expect(`${diagnosis.sentence}${diagnosis.hint}`).not.toMatch(/NaN|undefined|\.$/);
});

test('says when the loss rose', () => {
  const sentence = (changes: Partial<HealthFacts>) => diagnose({ ...HEALTHY, ...changes })?.sentence;
  const rose = lossOf(2.3, { departedAt: 1200 });
  expect(sentence(rose)).toBe(
    'the learning rate is too high: the loss rose to 1.5 times its start at update 1,200 and stayed high',
  );
  expect(sentence({ ...rose, layers: [layer({}, { dead: 48 })] })).toMatch(
    /the learning rate is too high: the loss rose to 1.5 times its start at update 1,200$/,
  );
});

describe('isHopeless', () => {
  test.each<[boolean, string, Partial<HealthFacts>]>([
    [false, 'a healthy run', {}],
    [true, 'a run that guesses', { ...guessing, ...lossOf(2.3) }],
    [true, 'a run that has memorised its images', { accuracy: { train: 0.9, unseen: 0.1 } }],
    [false, 'a short run', { ...guessing, ...lossOf(2.3), iterations: 20 }],
    [false, 'a run that is learning', { ...guessing, ...lossOf(1.9) }],
  ])('%s: %s', (expected, _, changes) => {
    expect(isHopeless({ ...HEALTHY, ...changes })).toBe(expected);
  });
});
