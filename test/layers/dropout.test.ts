import { describe, expect, test } from 'vitest';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { array } from '../../src/index.js';
import { Dropout } from '../../src/layers/dropout.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { arrayOf, ENGINES } from '../engine/engines.js';
import { flat, randomArray } from '../fixtures/arrays.js';

describe.each(ENGINES)('%s engine', (name, create) => {
  const engine = create();
  const ones = arrayOf(engine, [40, 37], new Float64Array(40 * 37).fill(1));

  test('returns its input in evaluation mode', () => {
    const layer = new Dropout(engine, 0.5);
    expect(layer.forward(ones)).toBe(ones);
    expect(layer.backward(ones)).toBe(ones);
    layer.drop(1);
    layer.forward(ones);
    layer.keep();
    expect(layer.forward(ones)).toBe(ones);
  });

  test('drops elements by the random words of Philox, and scales up the others', () => {
    const layer = new Dropout(engine, 0.25, 5, 1);
    layer.drop(9);
    const random = new Philox(5, 17, 9);
    const kept = engine.precision === 'float32' ? Math.fround(1 / 0.75) : 1 / 0.75;
    const expected = Array.from(flat(ones), () => (random.uint32() < 2 ** 30 ? 0 : kept));
    expect(flat(layer.forward(ones))).toEqual(expected);
    expect(flat(layer.backward(ones))).toEqual(expected);
  });

  test.each([0.1, 0.5, 0.9])('drops a fraction of %d and keeps the mean', (ratio) => {
    const layer = new Dropout(engine, ratio);
    let dropped = 0;
    let sum = 0;
    for (let draw = 1; draw <= 20; draw++) {
      layer.drop(draw);
      for (const y of flat(layer.forward(ones))) {
        if (y === 0) dropped++;
        sum += y;
      }
    }
    const n = 20 * ones.size;
    const deviation = Math.sqrt((ratio * (1 - ratio)) / n);
    expect(Math.abs(dropped / n - ratio)).toBeLessThan(4 * deviation);
    expect(Math.abs(sum / n - 1)).toBeLessThan((4 * deviation) / (1 - ratio));
  });

  test('drops other units for another draw, seed or layer', () => {
    const masks = [
      [0, 0, 1],
      [0, 0, 2],
      [1, 0, 1],
      [0, 1, 1],
    ].map(([seed, number, draw]) => {
      const layer = new Dropout(engine, 0.5, seed, number);
      layer.drop(draw);
      return flat(layer.forward(ones)).join();
    });
    expect(new Set(masks).size).toBe(masks.length);
  });

  test.skipIf(engine.precision === 'float32')(`back-propagation through dropped units is the gradient, ${name}`, () => {
    const architecture = { input: 9, hidden: [12, 11], output: 4, activation: 'relu' } as const;
    const net = new Network(engine, architecture, { weightDecay: 0.01, dropout: { ratio: 0.4, seed: 3 } });
    net.initialise(new Philox(1, 0), 0.5);
    const [x, t] = [randomArray([8, 9], 3), array([0, 3, 1, 1, 2, 0, 3, 2])];
    const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
    const whole = net.loss(x, t);
    net.dropUnits(4);
    expect(net.loss(x, t)).not.toBe(whole);
    for (const check of checkGradient(net, x, t, all, { h: 1e-5 })) expect(check).toMatchObject({ passed: true });
    const full = numericalNetworkGradient(net, x, t, { h: 1e-5, algorithm: 'full' });
    for (const [parameter, grad] of Object.entries(net.gradient(x, t).grads)) {
      const numerical = flat(full[parameter]);
      for (const [i, g] of flat(grad).entries()) expect(Math.abs(g - numerical[i])).toBeLessThan(1e-7);
    }
    net.keepUnits();
    expect(net.loss(x, t)).toBe(whole);
  });
});

test('incremental differences reject dropout', () => {
  const [, create] = ENGINES[0];
  const engine = create();
  const architecture = { input: 3, hidden: [4], output: 2, activation: 'relu' } as const;
  const net = new Network(engine, architecture, { dropout: { ratio: 0.5, seed: 0 } });
  expect(() => numericalNetworkGradient(net, randomArray([2, 3], 1), array([0, 1]))).toThrow('incremental');
});
