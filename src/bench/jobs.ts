import { count } from '../cli/text/numbers.js';
import { cPeer } from './c-peer.js';
import type { Comparison } from './comparison.js';
import { type Contender, isMissing, type Missing, scaledUp } from './contender.js';
import { type OurData, ourJob, ourRun } from './our-contenders.js';
import type { Threads } from './ours.js';
import { pythonOnBestThreads } from './python-peers.js';
import { tfjsPeer } from './tfjs-peer.js';

/** What all jobs need to know. */
export interface Setting {
  /** The peers to run: numpy, torch, tfjs, c. */
  readonly only: readonly string[];
  /** For whatever is built or written. */
  readonly folder: string;
  /** Where the four IDX files are. */
  readonly files: string;
  /** The same for us. */
  readonly data: OurData;
  readonly threads: Threads;
  /** Of the iterations, to see that everything works. */
  readonly scale: number;
  readonly tfjsIterations: number;
}

/** Finds who can do a job. */
type Job = (setting: Setting) => Promise<Comparison>;

const PARAMETERS = 39_760;

/** The book's run as it is run: whole processes, all images evaluated every 600 iterations. */
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
      'process: the whole process, from gzip files to its end. work: what it says of itself, from unpacked data in ' +
        'memory to the last evaluation. All 70,000 images are evaluated every 600 iterations; ours once more at the end.',
      'NumPy: float64, as the book has it; the others float32. C: the algorithm of the simd engine.',
    ],
    contenders: [ourRun(data, folder, threads, iterations), ...others],
  };
};

/** The same without evaluations, but for two of ours. */
const training: Job = async ({ only, folder, files, data, threads, scale, tfjsIterations }) => {
  const iterations = 10_000 * scale;
  const done = Math.min(tfjsIterations, iterations);
  const others = await present(only, { tfjs: () => tfjsPeer(folder, files, done, iterations) });
  const scaled = done === iterations ? '' : ` TF.js did ${count(done)} iterations, scaled up to ${count(iterations)}.`;
  return {
    title: `Training alone: 784-50-10, ReLU, ${count(iterations)} iterations of 100`,
    wholeProcess: true,
    notes: [`Without evaluation, except that we cannot do without the first and the last.${scaled}`],
    contenders: [ourRun(data, folder, threads, iterations, { evaluateEvery: iterations }), ...others],
  };
};

/** One batch's gradient of every parameter by central differences. */
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

/** A net wide enough for arithmetic to be all that counts. */
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

/** The same net by the recipe of `configs/record.yaml`, on freshly distorted images. */
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

/** Those who are wanted and there; who is wanted and not there is named, with what would help. */
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
