import { type NdArray, setAll } from '../../array.js';
import type { Downstream, LossAtBatch, Units } from '../differences.js';
import { type Input, isBatch } from '../engine.js';
import type { Place } from './arrays.js';
import type { SimdContext } from './context.js';
import { upperCase } from './names.js';
import { classNumbers } from './operation.js';
import type { PixelStore } from './pixel-rows.js';

/** Implements `Engine.centralDifferences`. */
export function centralDifferences(
  context: SimdContext,
  pixels: PixelStore,
  dW: NdArray,
  db: NdArray,
  x: Input,
  { units, tail, loss }: Downstream,
  h: number,
): void {
  const { arrays, memory, precision } = context;
  if (precision !== 'float64') throw new Error('simd engine: central differences need float64');
  const [inputs, outputs] = dW.shape;
  const N = units.a.shape[0];
  const scale = 1 / (2 * h * (loss.kind === 'softmax' ? N : 2 * loss.y.size));

  const stages: readonly Units[] = [units, ...tail];
  const stageArrays = stages.flatMap(({ a, z }) => [a, z]);
  const weights = tail.map(({ W }) => W);
  const dense = isBatch(x) ? [] : [x];
  const targets = loss.kind === 'squares' ? [loss.t] : [];
  setAll(dW, 0);
  setAll(db, 0);
  arrays.run([dW, db], [loss.y, ...stageArrays, ...weights, ...dense, ...targets], (dW, db, y, ...places) => {
    const stagePlaces = places.splice(0, stageArrays.length);
    const weightPlaces = places.splice(0, weights.length);
    const t = loss.kind === 'softmax' ? memory.store(classNumbers(loss.t)) : (places.at(-1)?.address ?? 0);
    const job = () => writeJob(context, stages, stagePlaces, weightPlaces, y, loss, t);
    if (isBatch(x)) {
      const { images } = pixels.own(x.rows);
      const index = memory.store(pixels.numbers(x));
      context.overRows(
        'differencesPixels',
        outputs,
        Infinity,
        (from, count) => {
          return [dW.address, db.address, job(), images, index, N, dW.stride, from, from + count, h, scale];
        },
        2,
      );
    } else {
      const [{ address, stride }] = places;
      context.overRows(
        'differencesFactors',
        outputs,
        Infinity,
        (from, count) => {
          const list = context.factorList(inputs);
          return [
            dW.address,
            db.address,
            job(),
            address,
            list,
            N,
            inputs,
            stride,
            dW.stride,
            from,
            from + count,
            h,
            scale,
          ];
        },
        2,
      );
    }
  });
}

/** Writes the parameters of a kernel call, with its own scratch memory; returns the address. */
function writeJob(
  { memory, kernels, constants }: SimdContext,
  stages: readonly Units[],
  stagePlaces: readonly Place[],
  weightPlaces: readonly Place[],
  y: Place,
  loss: LossAtBatch,
  t: number,
): number {
  const widest = Math.max(...stages.map(({ a }) => a.shape[1]));
  const job = memory.allocate(kernels.jobBytes(stages.length, widest));
  const activation = constants[upperCase(stages[0].activation)];
  const epsilon = loss.kind === 'softmax' ? loss.epsilon : 0;
  const outputs = [y.address, y.stride, loss.y.shape[1], t] as const;
  kernels.writeJob(job, stages.length, widest, activation, ...outputs, loss.kind === 'softmax', epsilon);
  for (const [s, { a }] of stages.entries()) {
    const W = weightPlaces[s - 1];
    const [aPlace, zPlace] = [stagePlaces[2 * s], stagePlaces[2 * s + 1]];
    const units = [aPlace.address, zPlace.address, aPlace.stride, a.shape[1]] as const;
    kernels.writeStage(job, s, W?.address ?? 0, W?.stride ?? 0, ...units);
  }
  return job;
}
