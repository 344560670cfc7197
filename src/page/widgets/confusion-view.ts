import { readAs } from '../page-data.js';

/** Data and callback of a confusion matrix view. */
export interface ConfusionView {
  readonly classes: readonly string[];
  /** confusion[true class][predicted class] */
  readonly confusion: readonly (readonly number[])[];
  /** Called when the user selects a cell. */
  readonly onOpen: (actual: number, predicted: number) => void;
}

/** A confusion matrix view that can be updated. */
export interface Matrix {
  readonly root: HTMLElement;
  show(confusion: ConfusionView['confusion']): void;
}

/** 4 read as 9: 3 images */
export function cellText(
  { classes, confusion }: Omit<ConfusionView, 'onOpen'>,
  actual: number,
  predicted: number,
): string {
  const count = confusion[actual][predicted];
  return `${classes[actual]} ${readAs(classes, actual, predicted)}: ${count} ${count === 1 ? 'image' : 'images'}`;
}

/** The colour strength of a cell, 0 to 1: on the diagonal the recall of the class, elsewhere √(count / largest count). */
export function shareOf(confusion: ConfusionView['confusion']): (actual: number, predicted: number) => number {
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const most = confusion.reduce(
    (max, row, k) => row.reduce((m, count, l) => (k === l ? m : Math.max(m, count)), max),
    1,
  );
  return (actual, predicted) => {
    const count = confusion[actual][predicted];
    return actual === predicted ? count / Math.max(1, totals[actual]) : Math.sqrt(count / most);
  };
}

/** The direction of each arrow key. */
export const KEYS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
