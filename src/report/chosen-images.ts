import type { Split } from '../dataset/dataset.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import type { ChosenImages } from './report-data.js';

/** Images per cell of the confusion matrix. */
const PER_CELL = 12;
/** Limit on the bytes of all images in a page: 12 for each of MNIST's 100 cells. */
const MAX_BYTES = 1_000_000;
const MISTAKES = 24;
const FOLLOWED_RIGHT = 3;

/**
 * Chooses the images of the page, up to `perCell` for each cell of the confusion matrix: mistakes with the largest outputs, and
 * correct predictions from the largest output to the smallest. If MAX_BYTES is exceeded, cells get fewer images, and the
 * smallest cells may get none. disputed: images to include first.
 */
export function chooseImages(
  test: Split,
  evaluation: Evaluation,
  disputed: readonly number[] = [],
  perCell = PER_CELL,
): Omit<ChosenImages, 'pixels'> {
  const { predicted, labels, probabilities } = evaluation;
  const classes = probabilities.length / labels.length;
  const outputOf = (n: number) => probabilities[n * classes + predicted[n]];
  const isMistake = (n: number) => predicted[n] !== labels[n];
  const byOutput = (a: number, b: number) => outputOf(b) - outputOf(a) || a - b;
  const cells = cellsOf(evaluation, classes).map((members) => {
    members.sort(byOutput);
    return isMistake(members[0]) ? members.slice(0, perCell) : evenlySpaced(members, perCell);
  });
  const mistakes = cells.flat().filter(isMistake).sort(byOutput).slice(0, MISTAKES);
  const room = Math.floor((MAX_BYTES * test.count) / test.images.length);
  const chosen = [...new Set([...mistakes, ...disputed, ...interleaved(cells)])].slice(0, room).sort((a, b) => a - b);

  const placeOf = (n: number) => chosen.indexOf(n);
  const followed = [...followedCorrect(chosen, isMistake, labels), ...mistakes.slice(0, 1)];
  return {
    index: chosen,
    label: chosen.map((n) => labels[n]),
    predicted: chosen.map((n) => predicted[n]),
    mistakes: mistakes.map(placeOf),
    followed: followed.map(placeOf),
  };
}

/** The images of each non-empty cell of the confusion matrix, the largest cells first. */
function cellsOf({ predicted, labels }: Evaluation, classes: number): number[][] {
  const cells = new Map<number, number[]>();
  for (let n = 0; n < labels.length; n++) {
    const cell = labels[n] * classes + predicted[n];
    const members = cells.get(cell);
    if (members) members.push(n);
    else cells.set(cell, [n]);
  }
  return [...cells.values()].sort((a, b) => b.length - a.length);
}

/** Yields the first element of every list, then the second of every list, and so on. */
function* interleaved(lists: readonly (readonly number[])[]): Generator<number> {
  for (let turn = 0; turn < PER_CELL; turn++) {
    for (const list of lists) if (turn < list.length) yield list[turn];
  }
}

/** At most `count` evenly spaced elements of a list, including the first and the last. */
export function evenlySpaced<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))]);
}

/** The first correctly classified images of different classes, in the order of the test set. */
function followedCorrect(chosen: readonly number[], isMistake: (n: number) => boolean, labels: Uint8Array): number[] {
  const seen = new Set<number>();
  const first = chosen.filter((n) => !isMistake(n) && !seen.has(labels[n]) && seen.add(labels[n]));
  return first.slice(0, FOLLOWED_RIGHT);
}

/** The pixels of the chosen images in base64. */
export function packImages({ images, count }: Split, chosen: readonly number[]): string {
  const size = images.length / count;
  return Buffer.concat(chosen.map((n) => images.subarray(n * size, (n + 1) * size))).toString('base64');
}
