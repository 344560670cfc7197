import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import type { ResumableRandom } from '../../src/random/random.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { TrainingRecord } from '../../src/training/records.js';
import { train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';
import { flat } from '../fixtures/arrays.js';
import { CLASSES, patterns } from '../fixtures/patterns.js';

export const OPTIONS: TrainingOptions = {
  gradient: 'backprop',
  numerical: {},
  sampling: 'replacement',
  batchSize: 10,
  learningRate: 0.5,
  iterations: 25,
  evaluateEvery: 6,
};

export const dataset = patterns();

export interface Setting {
  hidden?: number[];
  activation?: ActivationName;
  std?: number;
  engine?: ReturnType<typeof createReferenceEngine>;
}

export function setUp({
  hidden = [6],
  activation = 'relu',
  std = 0.3,
  engine = createReferenceEngine('float64'),
}: Setting = {}) {
  const network = new Network(engine, { input: 12, hidden, output: CLASSES, activation });
  network.initialise(new Philox(5, 1), std);
  return { network, data: loadInto(engine, dataset) };
}

export async function all(
  options: Partial<TrainingOptions> = {},
  setting: Setting = {},
  random: ResumableRandom = new Philox(5, 2),
): Promise<{ network: Network; records: TrainingRecord[] }> {
  const { network, data } = setUp(setting);
  const records: TrainingRecord[] = [];
  for await (const record of train(network, data, { ...OPTIONS, ...options }, random)) records.push({ ...record });
  return { network, records };
}

export function ofKind<K extends TrainingRecord['kind']>(records: TrainingRecord[], kind: K) {
  return records.filter((record): record is Extract<TrainingRecord, { kind: K }> => record.kind === kind);
}

export const parametersOf = (network: Network) => Object.values(network.params).map(flat);
