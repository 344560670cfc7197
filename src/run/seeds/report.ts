import { join } from 'node:path';
import type { Config } from '../../config/schema.js';
import { writeFileAtomic } from '../../files/atomic-write.js';
import { LOSSES } from '../../layers/losses.js';
import { committeeHtml } from '../../report/report-html.js';
import { evaluateCommittee } from '../evaluate-committee.js';
import type { Watch } from '../observer.js';
import { programVersion } from '../program-version.js';
import { seedFolder } from './results.js';

/** Writes the page of all seeds as a committee. Outputs that are no probabilities cannot be averaged, so they have none. */
export async function writeSeedsReport(
  folder: string,
  { data: { dir }, loss }: Config,
  seeds: readonly number[],
  watch: Watch,
): Promise<void> {
  const { title, hasProbabilities } = LOSSES[loss];
  if (!hasProbabilities) {
    watch.observer.notice(`no report of all seeds: nets trained with ${title} have no probabilities to average`);
    return;
  }
  const models = seeds.map((seed) => join(seedFolder(folder, seed), 'model.json'));
  const evaluated = await evaluateCommittee(models, 0, { data: { dir, offline: true } }, watch);
  const [{ training, classes }] = evaluated.models;
  const page = committeeHtml(evaluated, { models, training, classes, program: programVersion() });
  await writeFileAtomic(join(folder, 'report.html'), page);
}
