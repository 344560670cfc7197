import { expect, test } from 'vitest';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { Philox } from '../../src/random/philox.js';
import { ALL, type Shape } from './operations.js';
import { draw, firstDifference, Numbers, Runner, real, reference } from './simd/bench.js';

const SHAPE: Shape = [40, 25, 25];
const single = new Runner(createReferenceEngine('float32'));
const double = new Runner(reference);

test.each(Object.entries(ALL))(
  'the reference engine computes %s in float64 and rounds only its outputs to float32',
  (_, operation) => {
    const contents = draw(operation, SHAPE, new Numbers((random) => 8 * real(random)), new Philox(1, 2));
    const size = operation.outputs(SHAPE).reduce((sum, [rows, columns]) => sum + rows * columns, 0);
    const [got, expected] = [single, double].map((runner) => runner.run(operation, SHAPE, contents).slice(0, size));
    expect(firstDifference(got, expected.map(Math.fround))).toBeUndefined();
  },
);
