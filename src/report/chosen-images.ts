import type { Split } from '../dataset/dataset.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import type { ChosenImages } from './report-data.js';

/** Of each cell of the confusion matrix; more would make the page heavy and show nothing new. */
const PER_CELL = 12;
const MISTAKES = 24;
const FOLLOWED_RIGHT = 3;

/**
 * The images that the page carries. Of mistakes the most confident ones of each cell, of right answers some from the
 * surest to the least sure.
 */
export function chooseImages(test: Split, evaluation: Evaluation): ChosenImages {
  const { predicted, labels, probabilities } = evaluation;
  const classes = probabilities.length / labels.length;
  const confidence = (n: number) => probabilities[n * classes + predicted[n]];
  const cells = new Map<number, number[]>();
  for (let n = 0; n < labels.length; n++) {
    const cell = labels[n] * classes + predicted[n];
    const members = cells.get(cell);
    if (members) members.push(n);
    else cells.set(cell, [n]);
  }

  const chosen: number[] = [];
  for (const members of cells.values()) {
    members.sort((a, b) => confidence(b) - confidence(a));
    const isRight = predicted[members[0]] === labels[members[0]];
    chosen.push(...(isRight ? spread(members, PER_CELL) : members.slice(0, PER_CELL)));
  }
  chosen.sort((a, b) => a - b);

  const places = [...chosen.keys()];
  const isMistake = (place: number) => predicted[chosen[place]] !== labels[chosen[place]];
  const mistakes = places
    .filter(isMistake)
    .sort((a, b) => confidence(chosen[b]) - confidence(chosen[a]))
    .slice(0, MISTAKES);
  return {
    index: chosen,
    label: chosen.map((n) => labels[n]),
    predicted: chosen.map((n) => predicted[n]),
    pixels: packImages(test, chosen),
    mistakes,
    followed: [
      ...followedRight(
        places.filter((place) => !isMistake(place)),
        chosen,
        labels,
      ),
      ...mistakes.slice(0, 1),
    ],
  };
}

/** At most `count` of a list at equal distances, its first and last among them. */
export function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))]);
}

/** The first right answers of different classes, in the order of the test set. */
function followedRight(right: readonly number[], chosen: readonly number[], labels: Uint8Array): number[] {
  const seen = new Set<number>();
  const followed = right.filter((place) => {
    const label = labels[chosen[place]];
    return !seen.has(label) && seen.add(label);
  });
  return followed.slice(0, FOLLOWED_RIGHT);
}

function packImages({ images, count }: Split, chosen: readonly number[]): string {
  const size = images.length / count;
  return Buffer.concat(chosen.map((n) => images.subarray(n * size, (n + 1) * size))).toString('base64');
}
