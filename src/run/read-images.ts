import ndarray from 'ndarray';
import type { NdArray } from '../array.js';
import type { Batch } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import { mapConcurrently } from '../files/map-concurrently.js';
import { READ_AT_ONCE } from '../image/image-files.js';
import { readImage } from '../image/read-image.js';
import { readsDigits, remarkOn } from '../image/remark.js';
import type { Model } from '../network/model-json.js';
import type { Network } from '../network/network.js';
import { Committee } from '../training/evaluation/committee.js';
import { answer } from '../training/evaluation/evaluation.js';
import { CHUNK, emptyRows } from '../training/training-data.js';
import { networksOf } from './committee-models.js';
import type { Watch } from './observer.js';

/** What a net reads in a file, or why it reads nothing there. */
export interface ReadFile {
  readonly file: string;
  /** The names of the two classes with the largest outputs, and the output of the first; null where nothing was read. */
  readonly digit: string | null;
  readonly probability: number | null;
  readonly second: string | null;
  /** Empty where all is well. */
  readonly remark: string;
}

/** Files between two moves of a progress bar. */
const BAR_STEP = 50;

/**
 * Has a model, or several as a committee, read image files, each made an image as MNIST's are, of side · side pixels: 1,000
 * at a time, in the order of the files. A file that cannot be read has a remark. Throws the signal's reason.
 */
export async function* readImages(
  models: readonly Model[],
  side: number,
  files: readonly string[],
  { observer, signal }: Watch,
): AsyncGenerator<ReadFile[], void> {
  const [{ classes }] = models;
  const isOfDigits = models.every(readsDigits);
  const { engine, networks } = networksOf(models);
  const rows = emptyRows(engine, CHUNK, side * side);
  let done = 0;
  for (let first = 0; first < files.length; first += CHUNK) {
    const chunk = files.slice(first, first + CHUNK);
    const pixels = new Uint8Array(chunk.length * side * side);
    const found = await mapConcurrently(chunk, READ_AT_ONCE, async (file, n) => {
      signal?.throwIfAborted();
      const one = await readInto(pixels.subarray(n * side * side, (n + 1) * side * side), file, side, isOfDigits);
      if (++done % BAR_STEP === 0 || done === files.length) observer.working('read', done, files.length);
      return one;
    });
    engine.refill(rows, pixels);
    const { scores, outputs } = await opinion(networks, { rows, index: Int32Array.from(chunk.keys()) });
    yield chunk.map((file, n) => {
      const { isRead, remark } = found[n];
      if (!isRead) return unread(file, remark);
      const best = answer(scores, n);
      return {
        file,
        digit: classes[best],
        probability: outputs.get(n, best),
        second: classes[runnerUp(scores, n, best)] ?? null,
        remark,
      };
    });
  }
}

/** What one net says of some images, or several together [N, classes]. */
async function opinion(networks: readonly Network[], x: Batch): Promise<{ scores: NdArray; outputs: NdArray }> {
  const [network, ...others] = networks;
  if (others.length === 0) {
    const scores = network.scores(x);
    return { scores, outputs: network.lastLayer.output(scores) };
  }
  const committee = new Committee(networks, new Uint8Array(x.index.length));
  await committee.look([{ x, first: 0 }]);
  const logs = committee.logProbabilities();
  const shape = [x.index.length, network.architecture.output];
  return { scores: ndarray(logs, shape), outputs: ndarray(logs.map(Math.exp), shape) };
}

export function unread(file: string, remark: string): ReadFile {
  return { file, digit: null, probability: null, second: null, remark };
}

/** Writes the image of a file; the remark says why it could not, or what else is odd about it. */
async function readInto(
  pixels: Uint8Array,
  file: string,
  side: number,
  isOfDigits: boolean,
): Promise<{ isRead: boolean; remark: string }> {
  try {
    const image = await readImage(file, side, isOfDigits);
    pixels.set(image.pixels);
    return { isRead: true, remark: (isOfDigits ? remarkOn(image) : undefined) ?? '' };
  } catch (error) {
    if (!(error instanceof TrainerError)) throw error;
    const name = `${file}: `;
    return { isRead: false, remark: error.message.replace(name, '') };
  }
}

/** The class of the largest score of sample n but one; −1 if there is no other. */
function runnerUp(scores: NdArray, n: number, best: number): number {
  let second = -1;
  for (let k = 0; k < scores.shape[1]; k++) {
    if (k !== best && (second < 0 || scores.get(n, k) > scores.get(n, second))) second = k;
  }
  return second;
}
