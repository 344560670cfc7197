import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { Philox } from '../../src/random/philox.js';
import { flat } from '../fixtures/arrays.js';
import { arrayOf } from './engines.js';

describe('the reference engine computes in float64 and rounds only its results to float32', () => {
  const single = createReferenceEngine('float32');
  const double = createReferenceEngine('float64');
  const random = new Philox(1, 2);
  const [N, D] = [40, 25];
  const values = (scale: number) => Array.from({ length: N * D }, () => Math.fround(scale * random.normal()));
  const [x, dout] = [values(8), values(1)];
  const y = x.map((v) => Math.fround(1 / (1 + Math.exp(-v))));
  const t = ndarray(
    Uint8Array.from({ length: N }, () => random.integer(D)),
    [N],
  );

  const operations: Record<string, (engine: typeof single) => number[]> = {
    affine: (engine) => {
      const out = engine.zeros(N, N);
      engine.affine(out, arrayOf(engine, [N, D], x), arrayOf(engine, [D, N], dout), engine.zeros(N));
      return flat(out);
    },
    relu: (engine) => {
      const out = engine.zeros(N, D);
      engine.activate('relu', out, arrayOf(engine, [N, D], x));
      return flat(out);
    },
    sigmoid: (engine) => {
      const out = engine.zeros(N, D);
      engine.activate('sigmoid', out, arrayOf(engine, [N, D], x));
      return flat(out);
    },
    sigmoidGradient: (engine) => {
      const out = engine.zeros(N, D);
      engine.activateGradient('sigmoid', out, arrayOf(engine, [N, D], dout), arrayOf(engine, [N, D], y));
      return flat(out);
    },
    softmax: (engine) => {
      const out = engine.zeros(N, D);
      engine.softmax(out, arrayOf(engine, [N, D], x));
      return flat(out);
    },
    softmaxCrossEntropyGradient: (engine) => {
      const out = engine.zeros(N, D);
      engine.softmaxCrossEntropyGradient(out, arrayOf(engine, [N, D], y), t);
      return flat(out);
    },
    meanSquaredErrorGradient: (engine) => {
      const out = engine.zeros(N, D);
      engine.meanSquaredErrorGradient(out, arrayOf(engine, [N, D], x), arrayOf(engine, [N, D], dout));
      return flat(out);
    },
    sgd: (engine) => {
      const W = arrayOf(engine, [N, D], x);
      engine.update('sgd', W, [], arrayOf(engine, [N, D], dout), 0.1);
      return flat(W);
    },
  };

  test.each(Object.entries(operations))('%s', (_, run) => {
    const expected = run(double).map(Math.fround);
    const differing = run(single).filter((value, i) => value !== expected[i]);
    expect(differing).toHaveLength(0);
  });
});
