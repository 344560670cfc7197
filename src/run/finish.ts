import { join } from 'node:path';
import { modelToJson, type TrainingFacts } from '../network/model-json.js';
import { trainedNetwork } from '../network/network.js';
import { reportHtml } from '../report/report-html.js';
import { evaluate } from '../training/evaluation/evaluation.js';
import { metrics } from '../training/evaluation/metrics.js';
import type { Checkup } from '../training/health/checkup.js';
import type { HealthFacts } from '../training/health/facts.js';
import type { RunFolder } from './folder.js';
import type { Observer } from './observer.js';
import { type Circumstances, isFinished, type Outcome, runFacts } from './outcome.js';
import type { Prepared } from './prepare.js';
import { programVersion } from './program-version.js';

/**
 * Writes model.json and run.json at the end of a run, and the report and the health facts if the run is finished. Evaluates
 * the test images if the run monitored validation images, or for the report. Returns the health facts.
 */
export async function finish(
  { network, data, options, settings, about, view, testSet }: Prepared,
  folder: RunFolder,
  outcome: Outcome,
  checkup: Checkup,
  circumstances: Circumstances,
  observer: Observer,
): Promise<HealthFacts | undefined> {
  const isDone = isFinished(outcome, options.iterations);
  // without weight decay and label smoothing, as `mnist-eval` evaluates it
  const trained = trainedNetwork(network.engine, network.architecture, network.params);
  const evaluation =
    isDone && (data.validation || testSet)
      ? await evaluate(trained, data.test, (done, total) => observer.working('evaluate', done, total))
      : undefined;
  if (evaluation && data.validation) outcome.testAccuracy = metrics(evaluation, about.classes).accuracy;
  folder.sync(); // so that a power cut cannot lose the curves of a finished run
  const health = isDone && outcome.accuracy ? checkup.finish(trained, outcome.iterations, outcome.accuracy) : undefined;
  const facts = { ...settings, ...outcome };
  await folder.writeFile('model.json', modelToJson(network, facts, about.classNames, view));
  if (evaluation && testSet) {
    const evaluated = { network: trained, split: data.test, testSet, view, evaluation };
    await folder.writeFile('report.html', finalReport(evaluated, folder.path, facts, health, about.classNames));
  }
  await folder.writeFile('run.json', runFacts(isDone ? 'finished' : 'interrupted', outcome, circumstances, health));
  return health;
}

function finalReport(
  evaluated: Parameters<typeof reportHtml>[0],
  folder: string,
  training: TrainingFacts,
  health: HealthFacts | undefined,
  classes: readonly string[] = [],
): string {
  return reportHtml(evaluated, {
    model: join(folder, 'model.json'),
    training,
    health,
    classes,
    program: programVersion(),
  });
}
