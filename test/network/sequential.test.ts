import { expect, test } from 'vitest';
import { array, type NdArray } from '../../src/array.js';
import type { Layer } from '../../src/layers/layer.js';
import { Sequential } from '../../src/network/sequential.js';

const calls: string[] = [];

/** A layer that records its calls. passes: whether it returns a gradient. */
function layer(name: string, passes = true): Layer {
  const parameter = array([1]);
  return {
    params: [parameter],
    grads: [array([0])],
    initialise: () => calls.push(`initialise ${name}`),
    forward: (x) => {
      calls.push(`forward ${name}`);
      return x as NdArray;
    },
    backward: (dout) => {
      calls.push(`backward ${name}`);
      return passes ? dout : null;
    },
  };
}

test('calls its layers in order, backward in reverse order, and none below a layer that returns no gradient', () => {
  const layers = [layer('a'), layer('b', false), layer('c')];
  const net = new Sequential(layers.slice(0, 2));
  net.add(layers[2]);
  const x = array([[1, 2]]);
  net.initialise(() => undefined);
  expect(net.forward(x)).toBe(x);
  expect(net.backward(x)).toBeNull();
  expect(calls).toEqual([
    ...['a', 'b', 'c'].map((name) => `initialise ${name}`),
    ...['a', 'b', 'c'].map((name) => `forward ${name}`),
    'backward c',
    'backward b',
  ]);
  expect(net.params).toEqual(layers.flatMap(({ params }) => params));
  expect(net.grads).toEqual(layers.flatMap(({ grads }) => grads));
  expect(new Sequential([layers[0], layers[2]]).backward(x)).toBe(x);
});
