import ndarray from 'ndarray';
import { type NdArray, offsets } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { Philox } from '../random/philox.js';
import type { LoadedSplit } from '../training/training-data.js';
import { batchesInTurn } from './step.js';

const N = 100;

export interface Operation {
  readonly name: string;
  /** Operations of one call. Those on zero pixels are not counted; an exponential or logarithm counts as one. */
  readonly flops: number;
  readonly work: () => void;
}

/**
 * All operations except `centralDifferences` (see `numerical.ts`) on batches of 100, for the book's shapes and wider ones.
 * ink: the fraction of pixels that are not zero.
 */
export function operations(engine: Engine, split: LoadedSplit, ink: number): Operation[] {
  const { zeros } = engine;
  const random = new Philox(0, 3);
  const filled = (...shape: number[]) => fill(zeros(...shape), random);
  const batch = batchesInTurn(split, N);
  const labels = ndarray(
    Uint8Array.from({ length: N }, (_, n) => n % 10),
    [N],
  );

  const pixels = [50, 800].flatMap((width) => {
    const [y, W, b, dW, db] = [zeros(N, width), filled(784, width), filled(width), zeros(784, width), zeros(width)];
    const dout = filled(N, width);
    const flops = 2 * N * 784 * ink * width;
    return [
      { name: `affine 784→${width} sparse`, flops, work: () => engine.affine(y, batch().x, W, b) },
      {
        name: 'its dW, db',
        flops,
        work: () => engine.affineParameterGradients(dW, db, batch().x, dout),
      },
    ];
  });

  const floats = [[50, 10] as const, [800, 10] as const, [256, 256] as const].flatMap(([inputs, width]) => {
    const [x, W, b, dout] = [filled(N, inputs), filled(inputs, width), filled(width), filled(N, width)];
    const [y, dW, db, dx] = [zeros(N, width), zeros(inputs, width), zeros(width), zeros(N, inputs)];
    const flops = 2 * N * inputs * width;
    return [
      { name: `affine ${inputs}→${width}`, flops, work: () => engine.affine(y, x, W, b) },
      { name: 'its dW, db', flops, work: () => engine.affineParameterGradients(dW, db, x, dout) },
      { name: 'its dx', flops, work: () => engine.affineInputGradient(dx, dout, W) },
    ];
  });

  const [units, a, dout] = [zeros(N, 50), filled(N, 50), filled(N, 50)];
  const [y, s, targets] = [zeros(N, 10), filled(N, 10), filled(N, 10)];
  const [W, dW] = [filled(784, 50), filled(784, 50)];
  return [
    ...pixels,
    ...floats,
    { name: 'relu 100×50', flops: a.size, work: () => engine.activate('relu', units, a) },
    { name: 'its gradient', flops: a.size, work: () => engine.activateGradient('relu', units, dout, a) },
    { name: 'sigmoid 100×50', flops: 4 * a.size, work: () => engine.activate('sigmoid', units, a) },
    { name: 'its gradient', flops: 3 * a.size, work: () => engine.activateGradient('sigmoid', units, dout, a) },
    { name: 'softmax 100×10', flops: 5 * s.size, work: () => engine.softmax(y, s) },
    { name: 'with cross-entropy', flops: 5 * s.size, work: () => engine.softmaxCrossEntropy(y, s, labels, 0) },
    { name: 'its gradient', flops: 2 * s.size, work: () => engine.softmaxCrossEntropyGradient(y, s, labels) },
    { name: 'squared error 100×10', flops: 3 * s.size, work: () => engine.meanSquaredError(s, targets) },
    { name: 'its gradient', flops: 2 * s.size, work: () => engine.meanSquaredErrorGradient(y, s, targets) },
    { name: 'sgd 784×50', flops: 2 * W.size, work: () => engine.update('sgd', W, [], dW, 1e-6) },
    { name: 'count correct 100×10', flops: s.size, work: () => engine.countCorrect(s, labels) },
  ];
}

function fill(x: NdArray, random: Philox): NdArray {
  for (const place of offsets(x)) x.data[place] = random.normal();
  return x;
}
