import { expect, test } from 'vitest';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { Network } from '../../src/network/network.js';
import { MovingAverage } from '../../src/training/moving-average.js';
import { flat } from '../fixtures/arrays.js';

const engine = createReferenceEngine('float64');
const architecture = { input: 2, hidden: [], output: 2, activation: 'relu' } as const;

test('begins as the plain mean and then forgets exponentially', () => {
  const net = new Network(engine, architecture);
  const average = new MovingAverage(net, 0.75);
  const history: number[] = [];
  let expected = 0;
  for (let step = 1; step <= 12; step++) {
    net.params.b1.set(0, step * step);
    history.push(step * step);
    average.update(step);
    const mean = history.reduce((sum, value) => sum + value, 0) / step;
    expected = step <= 4 ? mean : 0.75 * expected + 0.25 * step * step;
    expect(average.state.b1.get(0)).toBeCloseTo(expected, 12);
  }
  expect(flat(net.params.b1)).toEqual([144, 0]);
  expect(flat(average.network.params.b1)[0]).toBe(average.state.b1.get(0));
});
