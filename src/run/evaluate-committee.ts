import type { DistortionSettings } from '../augment/settings.js';
import { augment } from '../config/augment.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { loadTestSet } from '../dataset/load.js';
import { TrainerError } from '../errors.js';
import type { NetFacts } from '../export/net-facts.js';
import { readModel } from '../export/read-model.js';
import type { Model } from '../network/model-json.js';
import type { EvaluatedCommittee } from '../report/committee.js';
import { Committee } from '../training/evaluation/committee.js';
import { DistortedChunks } from '../training/evaluation/distorted-chunks.js';
import { chunks, loadSplit, viewedSplit } from '../training/training-data.js';
import { byView } from './by-view.js';
import { networksOf, requireCommittee } from './committee-models.js';
import { modelData, requireFit } from './evaluate-model.js';
import { withClassesOf } from './known-classes.js';
import { loadOptions } from './load-data.js';
import type { Watch } from './observer.js';

/** Models, and the evaluation of their committee. */
export interface EvaluatedModels extends EvaluatedCommittee {
  readonly models: readonly Model[];
}

/**
 * Evaluates several models as a committee: on the test images, or if `copies` is above 0 on that many distorted copies of
 * each. Throws USAGE if they cannot form a committee, and the errors of `evaluateModel`.
 */
export async function evaluateCommittee(
  paths: readonly string[],
  copies: number,
  overrides: ConfigInput,
  watch: Watch,
  userFacts: NetFacts = {},
): Promise<EvaluatedModels> {
  const models: Model[] = [];
  for (const path of paths) models.push(await readModel(path, userFacts));
  const distortion = copies === 0 ? undefined : distortionOf(models);
  const [config, ...others] = models.map((model, i) => modelData(model, overrides, paths[i]));
  requireSameData(config, others, paths);
  requireCommittee(models, paths);
  const testSet = withClassesOf(models[0], await loadTestSet(loadOptions(config, watch)), paths[0]);
  for (const [i, model] of models.entries()) requireFit(model, testSet, paths[i]);
  const { engine, networks } = networksOf(models);
  const { test } = testSet;
  const committee = new Committee(networks, test.labels);
  const groups = byView(models);
  const looks = Math.max(1, copies);
  let done = 0;
  for (const { view, members } of groups) {
    const seen = { ...testSet, test: viewedSplit(test, testSet, view) };
    const distorted = distortion && new DistortedChunks(engine, seen, distortion);
    for (let look = 1; look <= looks; look++) {
      const images = distorted?.copy(look) ?? chunks(loadSplit(engine, seen.test, seen.rows * seen.columns));
      const onProgress = (count: number) => {
        watch.observer.working('evaluate', done + count, groups.length * looks * test.count);
        watch.signal?.throwIfAborted();
      };
      await committee.look(images, onProgress, members);
      done += test.count;
    }
  }
  return { models, networks, views: models.map(({ view }) => view), testSet, evaluation: committee.result() };
}

/** Throws USAGE if the models were trained on different data and no dataset was chosen. */
function requireSameData(config: Config, others: readonly Config[], paths: readonly string[]): void {
  const about = ({ dataset, data }: Config) => JSON.stringify([dataset, data.limit]);
  const i = others.findIndex((other) => about(other) !== about(config));
  if (i < 0) return;
  throw new TrainerError('USAGE', `${paths[i + 1]}: was trained on other data than ${paths[0]}`, {
    hint: `choose one dataset for all of them, for example --dataset ${config.dataset}`,
  });
}

/** The distortions of the first model that was trained with distortions. */
function distortionOf(models: readonly Model[]): DistortionSettings {
  for (const { training } of models) {
    const read = augment.safeParse(Object((training as { config?: unknown }).config).augment);
    if (read.success) return read.data;
  }
  const none = models.length === 1 ? 'the model was not' : 'none of the models was';
  throw new TrainerError('USAGE', `--distort: ${none} trained on distorted images`, {
    hint: '--distort uses the distortions of the training: train the model with augment',
  });
}
