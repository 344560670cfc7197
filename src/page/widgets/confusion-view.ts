import { readAs } from '../page-data.js';

/** What the views of a confusion matrix show, and what they call. */
export interface ConfusionView {
  readonly classes: readonly string[];
  /** confusion[true class][predicted class] */
  readonly confusion: readonly (readonly number[])[];
  /** Called with the cell that the reader chooses. */
  readonly onOpen: (actual: number, predicted: number) => void;
}

/** A view of a confusion matrix, which can show newer numbers. */
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

/** How strongly a cell is coloured, from 0 to 1: right answers by their share of the class, mistakes by their number. */
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

/** The steps of the arrow keys. */
export const KEYS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
