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
 * Writes the model and run.json of a run that ends, and if it has nothing left to do the report. Test images are evaluated
 * here only if validation images were measured on the way, or for the report. Returns what the checkup found of such a run.
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
  // The loss of the net alone, as `mnist-eval` computes it, whatever it was trained with.
  const trained = trainedNetwork(network.engine, network.architecture, network.params);
  const evaluation =
    isDone && (data.validation || testSet)
      ? await evaluate(trained, data.test, (done, total) => observer.working('evaluate', done, total))
      : undefined;
  if (evaluation && data.validation) outcome.testAccuracy = metrics(evaluation, about.classes).accuracy;
  folder.sync(); // a finished run keeps its curves even if the power fails now
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
