import type { DistortionSettings } from '../augment/settings.js';
import { augment } from '../config/augment.js';
import type { Config, ConfigInput } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { loadTestSet } from '../dataset/load.js';
import { TrainerError } from '../errors.js';
import type { NetFacts } from '../export/net-facts.js';
import { readModel } from '../export/read-model.js';
import type { Model } from '../network/model-json.js';
import { Committee, type CommitteeEvaluation, type Glimpse } from '../training/evaluation/committee.js';
import { DistortedGlimpses } from '../training/evaluation/distorted-glimpses.js';
import { chunkCount, type LoadedSplit, loadSplit, takeChunk } from '../training/training-data.js';
import { networksOf, requireCommittee } from './committee-models.js';
import { modelData, requireFit } from './evaluate-model.js';
import { withClassesOf } from './known-classes.js';
import { loadOptions } from './load-data.js';
import type { Watch } from './observer.js';

/**
 * What several models say together about test images, or with `copies` above 0 about so many distorted copies of each.
 * Throws USAGE if they cannot form a committee, and as `evaluateModel` does.
 */
export async function evaluateCommittee(
  paths: readonly string[],
  copies: number,
  overrides: ConfigInput,
  watch: Watch,
  told: NetFacts = {},
): Promise<{ dataset: AboutDataset; evaluation: CommitteeEvaluation }> {
  const models: Model[] = [];
  for (const path of paths) models.push(await readModel(path, told));
  const distortion = copies === 0 ? undefined : distortionOf(models);
  const [config, ...others] = models.map((model, i) => modelData(model, overrides, paths[i]));
  requireSameData(config, others, paths);
  requireCommittee(models, paths);
  const dataset = withClassesOf(models[0], await loadTestSet(loadOptions(config, watch)), paths[0]);
  for (const [i, model] of models.entries()) requireFit(model, dataset, paths[i]);
  const { engine, networks } = networksOf(models);
  const { test } = dataset;
  const committee = new Committee(networks, test.labels);
  const looks = Math.max(1, copies);
  const distorted = distortion && new DistortedGlimpses(engine, dataset, distortion);
  const plain = distorted ? undefined : loadSplit(engine, test, dataset.rows * dataset.columns);
  for (let look = 1; look <= looks; look++) {
    const glimpses = plain ? chunks(plain) : (distorted?.copy(look) ?? []);
    await committee.look(glimpses, (done) => {
      watch.observer.working('evaluate', (look - 1) * test.count + done, looks * test.count);
      watch.signal?.throwIfAborted();
    });
  }
  return { dataset, evaluation: committee.result() };
}

function* chunks(split: LoadedSplit): Generator<Glimpse, void> {
  for (let chunk = 0; chunk < chunkCount(split); chunk++) yield takeChunk(split, chunk);
}

/** Throws USAGE when models were trained on different data and it was not said which they shall be shown. */
function requireSameData(config: Config, others: readonly Config[], paths: readonly string[]): void {
  const about = ({ dataset, data }: Config) => JSON.stringify([dataset, data.limit]);
  const i = others.findIndex((other) => about(other) !== about(config));
  if (i < 0) return;
  throw new TrainerError('USAGE', `${paths[i + 1]}: was trained on other data than ${paths[0]}`, {
    hint: `say which all of them shall be shown, for example --dataset ${config.dataset}`,
  });
}

/** The distortions that the first of the models that has any was trained with. */
function distortionOf(models: readonly Model[]): DistortionSettings {
  for (const { training } of models) {
    const read = augment.safeParse(Object((training as { config?: unknown }).config).augment);
    if (read.success) return read.data;
  }
  const none = models.length === 1 ? 'the model was not' : 'none of the models was';
  throw new TrainerError('USAGE', `--distort: ${none} trained on distorted images`, {
    hint: 'images are distorted as a model’s own training images were: train it with augment',
  });
}
