import { expect, test } from 'vitest';
import { type CheckedNet, chooseElements } from '../../src/gradient/check.js';
import { type CheckedBatch, checkBatchSteps, isRight } from '../../src/gradient/check-batch.js';
import { Philox } from '../../src/random/philox.js';
import { buggyNet, corrupted } from './bugs/bug.js';
import { architecture, initialise, netAtKink, network, t, x } from './small-net.js';

/** Checks four elements of each parameter at h. Returns also the number of comparisons. */
function checked(net: CheckedNet, h: number): { batch: CheckedBatch; steps: number } {
  const steps = checkBatchSteps(net, x, t, chooseElements(net, 4, new Philox(0, 0)), h);
  for (let count = 0; ; count++) {
    const step = steps.next();
    if (step.done) return { batch: step.value, steps: count };
  }
}

test('a correct net agrees at the given step size, and no other is tried', () => {
  const { batch, steps } = checked(network([6], 'sigmoid'), 1e-4);
  expect(batch.tensors.map(({ name, passed }) => [name, passed])).toEqual(
    ['W1', 'b1', 'W2', 'b2'].map((name) => [name, true]),
  );
  expect(batch).toMatchObject({ agreesAt: { W1: 1e-4, b1: 1e-4, W2: 1e-4, b2: 1e-4 }, wrong: [], undecided: [] });
  expect(steps).toBe(16);
  expect(isRight(batch)).toBe(true);
});

test('a step size that is too large shows its errors, and a smaller one decides', () => {
  const { batch, steps } = checked(network([6], 'sigmoid'), 0.1);
  expect(batch.tensors.some(({ verdict }) => verdict === 'disagrees')).toBe(true);
  for (const { name, passed } of batch.tensors) expect(batch.agreesAt[name]).toBe(passed ? 0.1 : 1e-5);
  expect(batch).toMatchObject({ wrong: [], undecided: [] });
  expect(steps).toBe(32);
  expect(isRight(batch)).toBe(true);
});

test('a wrong gradient agrees at no step size', () => {
  const gradient = corrupted(({ W2 }) => W2.data.fill(0.5));
  const { net, checked: buggy } = buggyNet({ name: 'W2', gradient }, architecture([6], 'sigmoid'));
  initialise(net);
  const { batch, steps } = checked(buggy, 1e-4);
  expect(batch).toMatchObject({ agreesAt: { W1: 1e-4, b1: 1e-4, b2: 1e-4 }, wrong: ['W2'], undecided: [] });
  expect(steps).toBe(64);
  expect(isRight(batch)).toBe(false);
});

test('parameters whose elements cross a kink at every step size are undecided', () => {
  const { batch } = checked(netAtKink(1), 1e-4);
  expect(batch.undecided).toEqual(['W1', 'b1']);
  expect(batch).toMatchObject({ agreesAt: { W2: 1e-4, b2: 1e-4 }, wrong: [] });
  expect(isRight(batch)).toBe(true);
  expect(isRight({ ...batch, agreesAt: {} })).toBe(false);
});

test('a tensor that disagrees at one step size and agrees at another is right', () => {
  const net = network([6], 'sigmoid');
  const { params, layers, lastLayer, weightDecay } = net;
  let passes = 0;
  const gradient: CheckedNet['gradient'] = (images, labels) => {
    const { loss, grads } = net.gradient(images, labels);
    if (++passes < 3) grads.b1.data[0] += 1; // wrong at 1e-4 and at 1e-5
    return { loss, grads };
  };
  const { batch, steps } = checked({ params, layers, lastLayer, weightDecay, gradient }, 1e-4);
  expect(batch).toMatchObject({ agreesAt: { W1: 1e-4, b1: 1e-6, W2: 1e-4, b2: 1e-4 }, wrong: [], undecided: [] });
  expect(steps).toBe(48);
});
