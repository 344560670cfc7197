import type { Engine } from '../engine/engine.js';
import { createSimdEngine } from '../engine/simd/engine.js';
import { TrainerError } from '../errors.js';
import { LOSSES } from '../layers/losses.js';
import type { Model } from '../network/model-json.js';
import { type Network, trainedNetwork } from '../network/network.js';

/** Creates the nets of models on one engine, in float64 if one of them has it. */
export function networksOf(models: readonly Model[]): { engine: Engine; networks: Network[] } {
  const engine = createSimdEngine(models.some(({ precision }) => precision === 'float64') ? 'float64' : 'float32');
  const networks = models.map(({ architecture, parameters }) => trainedNetwork(engine, architecture, parameters));
  return { engine, networks };
}

/** Throws USAGE if the models cannot form a committee. */
export function requireCommittee(models: readonly Model[], paths: readonly string[]): void {
  for (const [i, model] of models.entries()) requireProbabilities(model, paths[i]);
  requireSameClasses(models, paths);
}

/** Throws USAGE if the outputs are not probabilities: a committee averages their logarithms. */
function requireProbabilities({ architecture }: Model, path: string): void {
  const { title, hasProbabilities } = LOSSES[architecture.loss ?? 'exact'];
  if (hasProbabilities) return;
  throw new TrainerError('USAGE', `${path}: was trained with ${title}, so its outputs are not probabilities`, {
    hint: 'evaluate it alone, without --distort, or train it with loss: cross-entropy',
  });
}

/** Throws USAGE if the models name their classes differently. `requireFit` compares the number of classes. */
function requireSameClasses([first, ...others]: readonly Model[], paths: readonly string[]): void {
  const differs = (k: number, { classes }: Model) => (classes[k] ?? first.classes[k]) !== first.classes[k];
  const i = others.findIndex((model) => first.classes.some((_, k) => differs(k, model)));
  if (i < 0) return;
  throw new TrainerError('USAGE', `${paths[i + 1]}: has other classes than ${paths[0]}`, {
    hint: 'the models of a committee need the same classes in the same order',
  });
}
