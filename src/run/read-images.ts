import ndarray from 'ndarray';
import type { NdArray } from '../array.js';
import type { Batch } from '../engine/engine.js';
import { handled, TrainerError } from '../errors.js';
import { mapConcurrently } from '../files/map-concurrently.js';
import { READ_AT_ONCE } from '../image/image-files.js';
import { readImage } from '../image/read-image.js';
import { readsDigits, remarkOn } from '../image/remark.js';
import { type View, viewed } from '../image/views/views.js';
import type { Model } from '../network/model-json.js';
import type { Network } from '../network/network.js';
import { Committee } from '../training/evaluation/committee.js';
import { answer } from '../training/evaluation/evaluation.js';
import { CHUNK, emptyRows } from '../training/training-data.js';
import { byView, type SameView } from './by-view.js';
import { networksOf } from './committee-models.js';
import type { Watch } from './observer.js';

/** The classification of an image file, or the reason why it could not be read. */
export interface ReadFile {
  readonly file: string;
  /** The two classes with the largest outputs, and the largest output; null if the file could not be read. */
  readonly digit: string | null;
  readonly probability: number | null;
  readonly second: string | null;
  /** Empty if nothing is unusual. */
  readonly remark: string;
}

/** Number of files between two updates of the progress bar. */
const BAR_STEP = 50;

/**
 * Classifies image files with a model or a committee, 1,000 at a time, in order. Each image is converted to MNIST's format,
 * with side · side pixels. A file that cannot be read gets a remark. Throws the reason of the signal.
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
  const groups = byView(models);
  const rows = emptyRows(engine, CHUNK, side * side);
  let done = 0;
  for (let first = 0; first < files.length; first += CHUNK) {
    const chunk = files.slice(first, first + CHUNK);
    const pixels = new Uint8Array(chunk.length * side * side);
    const found = await mapConcurrently(
      chunk,
      async (file, n) => {
        signal?.throwIfAborted();
        const one = await readInto(pixels.subarray(n * side * side, (n + 1) * side * side), file, side, isOfDigits);
        if (++done % BAR_STEP === 0 || done === files.length) observer.working('read', done, files.length);
        return one;
      },
      READ_AT_ONCE,
    );
    const show = (view: View | undefined) => {
      engine.refill(rows, viewed(pixels, side, side, view));
      return { rows, index: Int32Array.from(chunk.keys()) };
    };
    const { scores, outputs } = await outputsOf(networks, groups, chunk.length, show);
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

/** The outputs of a net or a committee for `count` images: [N, classes]. show: makes the batch for nets with a view. */
async function outputsOf(
  networks: readonly Network[],
  groups: readonly SameView[],
  count: number,
  show: (view: View | undefined) => Batch,
): Promise<{ scores: NdArray; outputs: NdArray }> {
  const [network, ...others] = networks;
  if (others.length === 0) {
    const scores = network.scores(show(groups[0].view));
    return { scores, outputs: network.lastLayer.output(scores) };
  }
  const committee = new Committee(networks, new Uint8Array(count));
  for (const { view, members } of groups) await committee.look([{ x: show(view), first: 0 }], undefined, members);
  const logs = committee.logProbabilities();
  const shape = [count, network.architecture.output];
  return { scores: ndarray(logs, shape), outputs: ndarray(logs.map(Math.exp), shape) };
}

export function unread(file: string, remark: string): ReadFile {
  return { file, digit: null, probability: null, second: null, remark };
}

/** Reads an image file into `pixels`. The remark says why it failed, or what is unusual about the image. */
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
    const { message } = handled(error, TrainerError);
    return { isRead: false, remark: message.replace(`${file}: `, '') };
  }
}

/** The class with the second largest score of sample n; −1 if there is only one class. */
function runnerUp(scores: NdArray, n: number, best: number): number {
  let second = -1;
  for (let k = 0; k < scores.shape[1]; k++) {
    if (k !== best && (second < 0 || scores.get(n, k) > scores.get(n, second))) second = k;
  }
  return second;
}
