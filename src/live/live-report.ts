import { join } from 'node:path';
import ndarray from 'ndarray';
import type { Config } from '../config/schema.js';
import type { AboutDataset, TestSet } from '../dataset/dataset.js';
import { holdOut } from '../dataset/hold-out.js';
import { loadDataset, loadTestSet } from '../dataset/load.js';
import { createEngine } from '../engine/create-engine.js';
import { growingCsv } from '../files/csv.js';
import { copyParameters, type Network, trainedNetwork } from '../network/network.js';
import type { LiveState, ReportData } from '../report/report-data.js';
import { reportData } from '../report/report-html.js';
import { configView } from '../run/config-view.js';
import { createNetwork } from '../run/create-network.js';
import { statusOf } from '../run/earlier-run.js';
import { evaluateModel } from '../run/evaluate-model.js';
import type { MonitoredSplit } from '../run/folder.js';
import { loadOptions } from '../run/load-data.js';
import { SILENT } from '../run/observer.js';
import { programVersion } from '../run/program-version.js';
import { runSettings } from '../run/settings.js';
import { type Evaluation, evaluate } from '../training/evaluation/evaluation.js';
import { type LoadedSplit, loadSplit, viewedSplit } from '../training/training-data.js';
import type { Snapshot } from './snapshot.js';

/** The run that a page follows. */
export interface LiveRun {
  readonly config: Config;
  readonly folder: string;
  readonly dataset: AboutDataset;
  readonly iterations: number;
  readonly monitored: MonitoredSplit;
}

/** Smaller limits than in a final report, since this page is made every second. */
const [IMAGES_PER_CELL, LOSS_POINTS] = [4, 5000];

/**
 * Loads the images that a run is evaluated on: validation images if it has any, otherwise test images. isEarly: the run does not
 * need all cores yet, so kernels are compiled now. Throws DATA_… while the run is still downloading.
 */
export async function prepareReports(config: Config, isEarly: boolean) {
  const testSet = await monitoredImages(config);
  const engine = createEngine(config.engine, config.precision);
  const { architecture, params } = createNetwork(config, testSet, engine);
  const network = trainedNetwork(engine, architecture, params);
  const images = viewedSplit(testSet.test, testSet, configView(config, testSet.columns));
  const split = loadSplit(engine, images, testSet.rows * testSet.columns);
  if (isEarly) await evaluate(network, split);
  return (run: LiveRun) => liveReports(run, network, testSet, split);
}

/** Makes reports of a run from its newest parameters and the curves in its folder. */
function liveReports(
  { config, folder, dataset, iterations, monitored }: LiveRun,
  network: Network,
  testSet: TestSet,
  split: LoadedSplit,
) {
  const facts = {
    model: join(folder, 'model.json'),
    classes: dataset.classNames ?? [],
    program: programVersion(),
    limits: { perCell: IMAGES_PER_CELL, curves: { read: growingCsv(), points: LOSS_POINTS } },
  };
  let evaluated: { snapshot: Snapshot; evaluation: Evaluation } | undefined;
  const at = async (
    snapshot: Snapshot,
    version: number,
    status: LiveState['status'] = 'running',
  ): Promise<ReportData> => {
    if (evaluated?.snapshot !== snapshot) {
      const parameters = Object.entries(snapshot.parameters).map(([name, { data, shape }]) => [
        name,
        ndarray(data, shape),
      ]);
      copyParameters(network, Object.fromEntries(parameters));
      evaluated = { snapshot, evaluation: await evaluate(network, split) };
    }
    const training = {
      ...runSettings(config, dataset),
      iterations: snapshot.iteration,
      accuracy: { iteration: snapshot.iteration },
    };
    const data = reportData(
      { network, testSet, split, view: config.input?.view, evaluation: evaluated.evaluation },
      { ...facts, training },
    );
    const done = lastIteration(data) ?? snapshot.iteration;
    return { ...data, live: { version, status, done, iterations, images: monitored } };
  };
  /** The final report of a finished run; otherwise the newest report with the status of the run. */
  const last = async (snapshot: Snapshot, version: number): Promise<ReportData> => {
    const status = await statusOf(folder);
    if (status === 'finished') return finalReport(config, folder);
    return at(snapshot, version, status === 'interrupted' || status === 'failed' ? status : 'stopped');
  };
  return { at, last };
}

/** The same report as from `mnist-eval --report`. */
async function finalReport(config: Config, folder: string): Promise<ReportData> {
  const path = join(folder, 'model.json');
  const data = { dir: config.data.dir, offline: true };
  const { model, ...evaluated } = await evaluateModel(path, { data }, { observer: SILENT });
  const { training, classes } = model;
  return reportData(evaluated, { model: path, training, classes, program: programVersion() });
}

async function monitoredImages(config: Config): Promise<TestSet> {
  const { validation = 0 } = config.data;
  const options = { ...loadOptions(config, { observer: SILENT }), offline: true };
  if (validation === 0) return loadTestSet(options);
  const dataset = await loadDataset(options);
  return { ...dataset, test: holdOut(dataset.train, validation).held };
}

/** The last iteration in `loss.csv`. */
function lastIteration({ runs: [run] }: ReportData): number | undefined {
  const bytes = Buffer.from(run?.loss.iterations ?? '', 'base64');
  return bytes.length > 0 ? bytes.readInt32LE(bytes.length - 4) : undefined;
}
