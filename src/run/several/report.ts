import { join } from 'node:path';
import { runConfig } from '../../config/resolve.js';
import type { Config } from '../../config/schema.js';
import { writeFileAtomic } from '../../files/atomic-write.js';
import { LOSSES } from '../../layers/losses.js';
import { committeeHtml } from '../../report/report-html.js';
import { evaluateCommittee } from '../evaluate-committee.js';
import type { Watch } from '../observer.js';
import { programVersion } from '../program-version.js';

/** Whether several runs get a common report: if `report` is set and all outputs are probabilities, as a committee needs. */
export function hasReport(config: Config): boolean {
  return config.report && withoutProbabilities(config) === undefined;
}

/** Writes the report of all runs as a committee. Without probabilities it sends a notice instead. */
export async function writeReport(folder: string, config: Config, watch: Watch): Promise<void> {
  const title = withoutProbabilities(config);
  if (title !== undefined) {
    watch.observer.notice(`no report of all runs: nets trained with ${title} have no probabilities to average`);
    return;
  }
  const { data, runs = [] } = config;
  const models = runs.map(({ name }) => join(folder, name, 'model.json'));
  const evaluated = await evaluateCommittee(models, 0, { data: { dir: data.dir, offline: true } }, watch);
  const [{ training, classes }] = evaluated.models;
  const page = committeeHtml(evaluated, { models, training, classes, program: programVersion() });
  await writeFileAtomic(join(folder, 'report.html'), page);
}

/** The name of the first loss without probabilities. */
function withoutProbabilities(config: Config): string | undefined {
  const { runs = [] } = config;
  const losses = runs.map((run) => LOSSES[runConfig(config, run).loss]);
  return losses.find(({ hasProbabilities }) => !hasProbabilities)?.title;
}
