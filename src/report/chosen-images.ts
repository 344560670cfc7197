import type { Split } from '../dataset/dataset.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import type { ChosenImages } from './report-data.js';

/** Images of each cell of the confusion matrix; more would show nothing new. */
const PER_CELL = 12;
/** Bytes of all images in a page: room for 12 of each of MNIST's 100 cells. */
const MAX_BYTES = 1_000_000;
const MISTAKES = 24;
const FOLLOWED_RIGHT = 3;

/**
 * The images in the page: of each cell of the confusion matrix up to `perCell`, the mistakes with the largest outputs, and right
 * answers from the largest output to the smallest. Where these are more than the page has room for, every cell gets fewer,
 * and the rarest mistakes none. disputed: images that come before those of the cells.
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
    return isMistake(members[0]) ? members.slice(0, perCell) : spread(members, perCell);
  });
  const mistakes = cells.flat().filter(isMistake).sort(byOutput).slice(0, MISTAKES);
  const room = Math.floor((MAX_BYTES * test.count) / test.images.length);
  const chosen = [...new Set([...mistakes, ...disputed, ...inTurn(cells)])].slice(0, room).sort((a, b) => a - b);

  const placeOf = (n: number) => chosen.indexOf(n);
  const followed = [...followedRight(chosen, isMistake, labels), ...mistakes.slice(0, 1)];
  return {
    index: chosen,
    label: chosen.map((n) => labels[n]),
    predicted: chosen.map((n) => predicted[n]),
    mistakes: mistakes.map(placeOf),
    followed: followed.map(placeOf),
  };
}

/** The images of each cell of the confusion matrix that has any, the fullest cells first. */
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

/** The first of every list, then the second of every list, and so on. */
function* inTurn(lists: readonly (readonly number[])[]): Generator<number> {
  for (let turn = 0; turn < PER_CELL; turn++) {
    for (const list of lists) if (turn < list.length) yield list[turn];
  }
}

/** At most `count` elements of a list at equal distances, from the first to the last. */
export function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))]);
}

/** The first right answers of different classes, in the order of the test set. */
function followedRight(chosen: readonly number[], isMistake: (n: number) => boolean, labels: Uint8Array): number[] {
  const seen = new Set<number>();
  const first = chosen.filter((n) => !isMistake(n) && !seen.has(labels[n]) && seen.add(labels[n]));
  return first.slice(0, FOLLOWED_RIGHT);
}

/** Their pixels, as a page holds them. */
export function packImages({ images, count }: Split, chosen: readonly number[]): string {
  const size = images.length / count;
  return Buffer.concat(chosen.map((n) => images.subarray(n * size, (n + 1) * size))).toString('base64');
}
