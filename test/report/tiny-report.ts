import { loadDataset } from '../../src/dataset/load.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { type Architecture, Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { collectReport } from '../../src/report/collect.js';
import type { Evaluated } from '../../src/report/findings.js';
import type { ReportData, RunCurves } from '../../src/report/report-data.js';
import { evaluate } from '../../src/training/evaluation/evaluation.js';
import { train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';

interface Wanted {
  readonly hidden?: readonly number[];
  readonly iterations?: number;
  readonly images?: number;
}

/** A small net, briefly trained on the built-in digits, and its evaluation. */
export async function evaluatedNet(dataDir: string, wanted: Wanted = {}): Promise<Evaluated> {
  const { hidden = [12], iterations = 100, images = 400 } = wanted;
  const limit = { train: 1000, test: images };
  const dataset = await loadDataset({ dataset: 'strokes', dataDir, limit });
  const architecture: Architecture = { input: 784, hidden, output: 10, activation: 'relu' };
  const engine = createSimdEngine('float32');
  const network = new Network(engine, architecture);
  network.initialise(new Philox(0, 1), 'he');
  const data = loadInto(engine, dataset);
  const options = {
    gradient: 'backprop',
    numerical: {},
    sampling: 'shuffle',
    batchSize: 50,
    learningRate: 0.1,
  } as const;
  const length = { iterations, evaluateEvery: iterations };
  for await (const _ of train(network, data, { ...options, ...length }, new Philox(0, 2)));
  return { network, testSet: dataset, split: data.test, evaluation: await evaluate(network, data.test) };
}

export function reportOf(evaluated: Evaluated, runs: readonly RunCurves[] = [], name = 'model.json'): ReportData {
  const commands = ['mnist-train config.json --output again', 'mnist-eval model.json --report report.html'];
  return collectReport(evaluated, { program: '0.1.0', commands, runs, name, training: { iterations: 100 } });
}
