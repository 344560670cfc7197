import { expect, test } from 'vitest';
import { copy } from '../../../src/array.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { finite, sampleGradient } from '../../../src/training/health/gradients.js';
import { loadInto, takeBatch } from '../../../src/training/training-data.js';
import { patterns } from '../../fixtures/patterns.js';

const norm = (x: readonly number[]) => Math.hypot(...x);

test('the gradients of two halves: mean loss, norms of their mean, cosine', () => {
  const net = new Network(createReferenceEngine('float64'), {
    input: 12,
    hidden: [5],
    output: 4,
    activation: 'sigmoid',
  });
  net.initialise(new Philox(1, 1), 0.5);
  const { train } = loadInto(net.engine, patterns(20, 1));
  const halves = [0, 1].map((parity) =>
    takeBatch(
      train,
      Int32Array.from({ length: 10 }, (_, i) => 2 * i + parity),
    ),
  );
  const [a, b] = halves.map(({ x, t }) => {
    const { loss, grads } = net.gradient(x, t);
    return { loss, grads: Object.values(grads).map((g) => Array.from(copy(g).data)) };
  });

  const result = sampleGradient(net, halves);
  expect(result.loss).toBeCloseTo((a.loss + b.loss) / 2, 12);
  expect(Object.keys(result.norms)).toEqual(['W1', 'b1', 'W2', 'b2']);
  for (const [p, found] of Object.values(result.norms).entries()) {
    expect(found).toBeCloseTo(norm(a.grads[p].map((g, i) => (g + b.grads[p][i]) / 2)), 12);
  }
  const [all, others] = [a.grads.flat(), b.grads.flat()];
  const product = all.reduce((sum, g, i) => sum + g * others[i], 0);
  expect(result.agreement).toBeCloseTo(product / (norm(all) * norm(others)), 12);
});

test('the agreement is 1 for equal gradients, −1 for opposite ones, and 0 beside a gradient of zero', () => {
  const net = new Network(createReferenceEngine('float64'), { input: 12, hidden: [], output: 2, activation: 'relu' });
  const { train } = loadInto(net.engine, patterns(4, 1));
  const { x } = takeBatch(train, Int32Array.of(0, 1, 2, 3));
  const labelled = (label: number) => ({
    x,
    t: takeBatch({ ...train, labels: new Uint8Array(4).fill(label) }, x.index).t,
  });

  const equal = sampleGradient(net, [labelled(0), labelled(0)]);
  expect(equal.agreement).toBeCloseTo(1, 12);
  expect(equal.agreement).toBeLessThanOrEqual(1);
  const opposite = sampleGradient(net, [labelled(0), labelled(1)]);
  expect(opposite.agreement).toBeCloseTo(-1, 12);
  expect(opposite.norms.W1).toBeCloseTo(0, 12);
  net.params.b1.data[0] = 1000; // class 0 is certain
  expect(sampleGradient(net, [labelled(0), labelled(1)]).agreement).toBe(0);
});

test('numbers that JSON cannot hold become the largest one that it can', () => {
  expect([1.5, Number.NaN, Number.POSITIVE_INFINITY].map(finite)).toEqual([1.5, Number.MAX_VALUE, Number.MAX_VALUE]);
});
