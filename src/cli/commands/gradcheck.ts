import { loadConfig, resolveConfig } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import { BatchSampler } from '../../dataset/batches.js';
import { TrainerError } from '../../errors.js';
import {
  checkGradientSteps,
  chooseElements,
  type Difference,
  type Elements,
  gradientDistance,
} from '../../gradient/check.js';
import type { TensorCheck } from '../../gradient/tensor-check.js';
import { copyParameters, type Network } from '../../network/network.js';
import { Philox } from '../../random/philox.js';
import { createRunRandom } from '../../random/run-random.js';
import { createNetwork } from '../../run/create-network.js';
import { createBreather } from '../../training/breathe.js';
import { createOptimizer } from '../../training/optimizers/create-optimizer.js';
import { loadInto, takeBatch } from '../../training/training-data.js';
import { loadConfiguredDataset } from '../program/dataset.js';
import { createDisplay, type Display } from '../program/display.js';
import { configOverrides, type TrainFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { type CheckedBatch, type GradcheckReport, gradcheckText, type StepRow } from '../text/gradcheck.js';

export interface GradcheckFlags extends TrainFlags {
  config?: string;
  samples: string;
  steps: string;
  h: string;
  json?: boolean;
  quiet?: boolean;
  color: boolean;
}

const BUILT_IN = { dataset: 'strokes', data: { limit: { train: 1000, test: 100 } } } as const;
const SWEEP = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
const SWEEP_SAMPLES = 20;
/** Where the direct difference is at its best; tried when the asked-for h is too large or too small to tell. */
const GOOD_STEPS = [1e-5, 1e-6, 1e-7];
const ELEMENT_STREAM = 3;

type Batch = ReturnType<typeof takeBatch>;

/** `mnist-train gradcheck`: is back-propagation the gradient of the loss? Throws CHECK_GRADIENT when it is not. */
export async function gradcheckCommand(flags: GradcheckFlags): Promise<void> {
  const overrides = configOverrides(flags);
  const config = flags.config ? await loadConfig(flags.config, overrides) : resolveConfig(BUILT_IN, overrides, 'flags');
  const samples = integerFlag('--samples', flags.samples, 1, 1e7);
  const steps = integerFlag('--steps', flags.steps, 0, 1e6);
  const h = numberFlag('--h', flags.h, 1e-12, 1);
  const signal = listenForSignals();
  const display = await createDisplay(flags);
  try {
    const report = await check(config, { samples, steps, h }, display, signal);
    display.stop();
    const colour = flags.color && !process.env.NO_COLOR && process.stdout.isTTY;
    process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : gradcheckText(report, colour));
    if (!report.passed) {
      throw new TrainerError('CHECK_GRADIENT', 'back-propagation disagrees with central differences', {
        hint: 'the last tensors that disagree point to the layer whose backward is wrong',
      });
    }
  } finally {
    display.stop();
  }
}

async function check(
  config: Config,
  { samples, steps, h }: { samples: number; steps: number; h: number },
  display: Display,
  signal: AbortSignal,
): Promise<GradcheckReport> {
  const dataset = await loadConfiguredDataset(config, display, signal);
  const random = createRunRandom(config.init.rng, config.seed);
  const network = createNetwork(config, dataset, { precision: 'float64' });
  network.initialise(random.init, config.init.std);
  network.dropUnits(0);
  const { train } = loadInto(network.engine, dataset);
  const batches = new BatchSampler(
    train.count,
    Math.min(config.batchSize, train.count),
    config.sampling,
    random.batches,
  );
  const nextIndex = () => batches.next().slice();
  const nextBatch = () => takeBatch(train, nextIndex());
  const elementRandom = new Philox(config.seed, ELEMENT_STREAM);
  const elements = chooseElements(network, samples, elementRandom);
  const runCheck = (net: Network, batch: Batch, chosen: Elements, difference: Difference) =>
    show(checkGradientSteps(net, batch.x, batch.t, chosen, difference), chosen, display, signal);

  const checkAt = async (batch: Batch): Promise<CheckedBatch> => {
    const tensors = await runCheck(network, batch, elements, { h });
    const right = new Map(tensors.filter(({ passed }) => passed).map(({ name }) => [name, h]));
    const wrong = new Set<string>();
    for (const step of GOOD_STEPS) {
      if (right.size === tensors.length) break;
      for (const { name, verdict } of await runCheck(network, batch, elements, { h: step })) {
        if (verdict === 'agrees' && !right.has(name)) right.set(name, step);
        if (verdict === 'disagrees') wrong.add(name);
      }
    }
    const names = tensors.map(({ name }) => name);
    return {
      tensors,
      agreesAt: Object.fromEntries(right),
      wrong: names.filter((name) => wrong.has(name) && !right.has(name)),
      undecided: names.filter((name) => !wrong.has(name) && !right.has(name)),
    };
  };

  const atStart = await checkAt(nextBatch());

  const optimizer = createOptimizer(network.engine, network.params, config.optimizer);
  const breathe = createBreather();
  for (let step = 0; step < steps; step++) {
    const { x, t } = nextBatch();
    optimizer.update(network.params, network.gradient(x, t).grads, config.learningRate);
    display.working('train', step + 1, steps);
    await breathe();
    signal.throwIfAborted();
  }
  const index = nextIndex();
  const batch = takeBatch(train, index);
  const afterSteps = await checkAt(batch);

  const float32 = createNetwork(config, dataset, { precision: 'float32' });
  copyParameters(float32, network.params);
  float32.dropUnits(0);
  const batch32 = takeBatch(loadInto(float32.engine, dataset).train, index);
  const few = chooseElements(network, Math.min(samples, SWEEP_SAMPLES), elementRandom);
  const sweep: StepRow[] = [];
  for (const step of [...new Set([...SWEEP, h])].sort((a, b) => b - a)) {
    const direct = await runCheck(network, batch, few, { h: step });
    const subtracted = await runCheck(network, batch, few, { h: step, subtracting: true });
    const single = await runCheck(float32, batch32, few, { h: step, subtracting: true });
    sweep.push({
      h: step,
      normError: worst(direct, 'normError'),
      maxError: worst(direct, 'maxError'),
      kinks: direct.reduce((sum, { kinks }) => sum + kinks, 0),
      subtractedNormError: worst(subtracted, 'normError'),
      float32NormError: worst(single, 'normError'),
    });
  }
  const { input, hidden, output, activation } = network.architecture;
  return {
    net: `${[input, ...hidden, output].join('-')}${hidden.length > 0 ? ` ${activation}` : ''}`,
    dataset: dataset.name,
    images: batch.t.size,
    h,
    steps,
    atStart,
    afterSteps,
    sweep,
    float32Distance: gradientDistance(
      network.gradient(batch.x, batch.t).grads,
      float32.gradient(batch32.x, batch32.t).grads,
    ),
    passed: [atStart, afterSteps].every(
      ({ wrong, agreesAt }) => wrong.length === 0 && Object.keys(agreesAt).length > 0,
    ),
  };
}

/** Runs a check with its progress shown, stopping at a signal. */
async function show(
  steps: Generator<number, TensorCheck[]>,
  elements: Elements,
  display: Display,
  signal: AbortSignal,
): Promise<TensorCheck[]> {
  const total = Object.values(elements).reduce((sum, chosen) => sum + chosen.length, 0);
  const breathe = createBreather();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    display.working('gradcheck', step.value, total);
    await breathe();
    if (signal.aborted) throw signal.reason;
  }
}

function worst(checks: readonly TensorCheck[], key: 'normError' | 'maxError'): number {
  return Math.max(...checks.map((tensor) => tensor[key]));
}

function integerFlag(flag: string, text: string, min: number, max: number): number {
  const value = parse(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw outOfRange(flag, text, `an integer from ${min} to ${max}`);
}

function numberFlag(flag: string, text: string, min: number, max: number): number {
  const value = parse(text);
  if (value >= min && value <= max) return value;
  throw outOfRange(flag, text, `a number from ${min} to ${max}`);
}

function parse(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function outOfRange(flag: string, text: string, wanted: string): TrainerError {
  return new TrainerError('USAGE', `${flag}: expected ${wanted}, got "${text}"`, {
    hint: 'mnist-train gradcheck --help tells what it is for',
  });
}
