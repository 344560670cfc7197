import type { NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';

const TIMED = [
  'affine',
  'affineParameterGradients',
  'affineInputGradient',
  'activate',
  'activateGradient',
  'softmaxCrossEntropy',
  'softmaxCrossEntropyGradient',
  'update',
  'countCorrect',
] as const satisfies readonly (keyof Engine)[];

/** Wraps an engine and adds up the seconds of each operation by its output: `activate relu 100×50`. */
export function timedEngine(engine: Engine): { engine: Engine; seconds: Map<string, number> } {
  const seconds = new Map<string, number>();
  const timed = Object.fromEntries(
    TIMED.map((name) => {
      const operation = engine[name] as (...operands: unknown[]) => unknown;
      return [
        name,
        (...operands: unknown[]) => {
          const start = performance.now();
          const result = operation(...operands);
          const isNamed = typeof operands[0] === 'string';
          const { shape } = operands[isNamed ? 1 : 0] as NdArray;
          const key = `${name}${isNamed ? ` ${operands[0]}` : ''} ${shape.join('×')}`;
          seconds.set(key, (seconds.get(key) ?? 0) + (performance.now() - start) / 1000);
          return result;
        },
      ];
    }),
  );
  return { engine: { ...engine, ...timed }, seconds };
}
