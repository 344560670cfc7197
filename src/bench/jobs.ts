import { count } from '../cli/text/numbers.js';
import { cPeer } from './c-peer.js';
import type { Comparison } from './comparison.js';
import { type Contender, isMissing, type Missing, scaledUp } from './contender.js';
import { type OurData, ourJob, ourRun } from './our-contenders.js';
import type { Threads } from './ours.js';
import { pythonOnBestThreads } from './python-peers.js';
import { tfjsPeer } from './tfjs-peer.js';

export interface Setting {
  /** The peers to run: numpy, torch, tfjs, c. */
  readonly only: readonly string[];
  /** Folder for programs that are built and files that are written. */
  readonly folder: string;
  readonly files: string;
  readonly data: OurData;
  readonly threads: Threads;
  /** Factor for the iterations; a small one is a quick test. */
  readonly scale: number;
  readonly tfjsIterations: number;
}

/** Prepares a comparison: finds the programs that can do a job. */
type Job = (setting: Setting) => Promise<Comparison>;

const PARAMETERS = 39_760;

/** The book's whole run, in whole processes, with an evaluation of all images every 600 iterations. */
const book: Job = async ({ only, folder, files, data, threads, scale }) => {
  const iterations = 10_000 * scale;
  const others = await present(only, {
    numpy: () => pythonOnBestThreads('numpy', 'numpy_book.py', files, iterations),
    torch: () => pythonOnBestThreads('torch', 'torch_book.py', files, iterations),
    c: () => cPeer(folder, files, iterations),
  });
  return {
    title: `The book's run: 784-50-10, ReLU, ${count(iterations)} iterations of 100`,
    wholeProcess: true,
    notes: [
      'process: the whole process, from gzip files to exit. work: the time a program reports, from unpacked data in ' +
        'memory to the last evaluation. All 70,000 images are evaluated every 600 iterations, in our program once more at the end.',
      'NumPy: float64, as in the book; the others float32. C: the algorithm of the simd engine.',
    ],
    contenders: [ourRun(data, folder, threads, iterations), ...others],
  };
};

/** The same without evaluations, except for two in our program. */
const training: Job = async ({ only, folder, files, data, threads, scale, tfjsIterations }) => {
  const iterations = 10_000 * scale;
  const done = Math.min(tfjsIterations, iterations);
  const others = await present(only, { tfjs: () => tfjsPeer(folder, files, done, iterations) });
  const scaled = done === iterations ? '' : ` TF.js did ${count(done)} iterations, scaled up to ${count(iterations)}.`;
  return {
    title: `Training alone: 784-50-10, ReLU, ${count(iterations)} iterations of 100`,
    wholeProcess: true,
    notes: [`Without evaluation, except the first and the last in our program.${scaled}`],
    contenders: [ourRun(data, folder, threads, iterations, { evaluateEvery: iterations }), ...others],
  };
};

/** The gradient of every parameter for one batch, by central differences. */
const numerical: Job = async ({ only, files, data, threads, scale }) => {
  const parameters = PARAMETERS * scale;
  const others = await present(only, {
    numpy: () => pythonOnBestThreads('numpy', 'numpy_numerical.py', files, parameters),
  });
  return {
    title: `Numerical gradients: 784-50-10, sigmoid, float64, one batch of 100`,
    wholeProcess: false,
    notes: [
      `work: all ${count(PARAMETERS)} parameters, ours incrementally (a round is the median of half a second), NumPy by two ` +
        `full passes each${scale === 1 ? '' : ` of ${count(parameters)}, scaled up`}.`,
    ],
    contenders: [
      ourJob('numerical', data, threads),
      ...others.map((peer) => ({ ...peer, run: async () => scaledUp(await peer.run(), 1 / scale) })),
    ],
  };
};

/** A net so wide that arithmetic dominates. */
const wide: Job = async ({ only, files, data, threads, scale }) => {
  const batches = 600 * scale;
  const others = await present(only, { torch: () => pythonOnBestThreads('torch', 'torch_wide.py', files, batches) });
  return {
    title: `A wide net: 784-800-10, ReLU, one epoch of ${batches} shuffled batches of 100`,
    wholeProcess: false,
    notes: ['work: the epoch, after 100 batches to warm up; forward, backward, update, float32.'],
    contenders: [ourJob('wide', data, threads, batches), ...others],
  };
};

/** The same net with the recipe of `configs/record.yaml`, on freshly distorted images. */
const record: Job = async ({ only, files, data, threads, scale }) => {
  const batches = 600 * scale;
  const others = await present(only, { torch: () => pythonOnBestThreads('torch', 'torch_record.py', files, batches) });
  return {
    title: `The recipe of configs/record.yaml: 784-800-10, one epoch of ${batches} distorted batches of 100`,
    wholeProcess: false,
    notes: ['work: the epoch, after 100 batches to warm up; distortion, forward, backward, Nesterov update, float32.'],
    contenders: [ourJob('record', data, threads, batches), ...others],
  };
};

export const JOBS = { book, training, numerical, wide, record };

/** The requested peers that are installed. Reports the others and how to install them. */
async function present(
  only: readonly string[],
  peers: Readonly<Record<string, () => Promise<Contender | Missing>>>,
): Promise<Contender[]> {
  const found: Contender[] = [];
  for (const [key, find] of Object.entries(peers)) {
    if (!only.includes(key)) continue;
    const peer = await find();
    if (isMissing(peer)) process.stderr.write(`SKIPPED ${peer.name}: ${peer.reason}\n`);
    else found.push(peer);
  }
  return found;
}
