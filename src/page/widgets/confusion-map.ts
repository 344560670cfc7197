import { colour, onAppearanceChange } from './appearance.js';
import { type ConfusionView, cellText, KEYS, type Matrix, shareOf } from './confusion-view.js';
import { element } from './dom.js';

/** Approximate width and height of the canvas in pixels. */
const SIDE = 1088;
/** Limit on labels per axis. */
const MAX_LABELS = 12;
/** Opacity of a cell with a single image. */
const MIN_OPACITY = 0.35;
/** A click selects the nearest non-empty cell within this fraction of the map's width. */
const REACH = 0.03;

interface Cell {
  readonly actual: number;
  readonly predicted: number;
}

/** A confusion matrix of many classes as a picture with one square per cell. open: the cell that is selected first. */
export function confusionMap(view: ConfusionView, open: readonly [actual: number, predicted: number]): Matrix {
  const { classes, onOpen } = view;
  let { confusion } = view;
  let cells = cellsIn(confusion);
  const size = Math.max(4, Math.floor(SIDE / classes.length));
  const side = size * classes.length;
  const canvas = element('canvas', {
    width: side,
    height: side,
    tabindex: 0,
    role: 'application',
    'aria-label': `Confusion matrix of ${classes.length} classes. The arrow keys move to the next cell and show its images.`,
  });
  let chosen: Cell = { actual: open[0], predicted: open[1] };
  const redraw = () => paint(canvas, size, confusion, cells, chosen);
  const choose = (cell: Cell | undefined) => {
    if (!cell) return;
    chosen = cell;
    redraw();
    onOpen(cell.actual, cell.predicted);
  };
  const at = (event: PointerEvent) => nearest(cells, pointOf(event, canvas, classes.length), classes.length);
  canvas.addEventListener('click', (event) => choose(at(event)));
  canvas.addEventListener('pointermove', (event) => {
    const cell = at(event);
    canvas.title = cell ? cellText({ classes, confusion }, cell.actual, cell.predicted) : '';
  });
  canvas.addEventListener('keydown', (event) => {
    const arrow = KEYS[event.key];
    if (!arrow) return;
    event.preventDefault();
    choose(nextCell(cells, chosen, arrow));
  });
  onAppearanceChange(redraw);
  choose(chosen);
  const root = element(
    'div',
    { class: 'confusion-map' },
    element('p', { class: 'note' }, 'rows: true label; columns: prediction'),
    axis('across', classes),
    axis('down', classes),
    canvas,
  );
  const show = (now: ConfusionView['confusion']) => {
    confusion = now;
    cells = cellsIn(now);
    redraw();
  };
  return { root, show };
}

/** The cells with images. */
function cellsIn(confusion: ConfusionView['confusion']): Cell[] {
  return confusion.flatMap((row, actual) =>
    row.flatMap((count, predicted) => (count > 0 ? [{ actual, predicted }] : [])),
  );
}

function paint(
  canvas: HTMLCanvasElement,
  size: number,
  confusion: ConfusionView['confusion'],
  cells: readonly Cell[],
  chosen: Cell,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const share = shareOf(confusion);
  const colours = { right: colour('right')(), wrong: colour('wrong')() };
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const { actual, predicted } of cells) {
    const isRight = actual === predicted;
    context.fillStyle = isRight ? colours.right : colours.wrong;
    context.globalAlpha = (isRight ? 0.6 : 1) * (MIN_OPACITY + (1 - MIN_OPACITY) * share(actual, predicted));
    context.fillRect(predicted * size, actual * size, size, size);
  }
  context.globalAlpha = 1;
  const margin = 4;
  context.strokeStyle = colour('ink')();
  context.lineWidth = 3;
  context.strokeRect(
    chosen.predicted * size - margin,
    chosen.actual * size - margin,
    size + 2 * margin,
    size + 2 * margin,
  );
}

/** Evenly spaced class names along an edge. */
function axis(direction: 'across' | 'down', classes: readonly string[]): HTMLElement {
  const step = [1, 2, 5, 10, 20, 50].find((step) => classes.length / step <= MAX_LABELS) ?? 100;
  const labels = classes.flatMap((name, k) => {
    if (k % step > 0) return [];
    const label = element('span', {}, name);
    label.style.setProperty('--at', `${(100 * (k + 0.5)) / classes.length}%`);
    return [label];
  });
  return element('div', { class: `axis ${direction}`, 'aria-hidden': 'true' }, ...labels);
}

/** The position of the pointer in cells. */
function pointOf({ clientX, clientY }: PointerEvent | MouseEvent, canvas: HTMLCanvasElement, classes: number) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return { row: ((clientY - top) / height) * classes, column: ((clientX - left) / width) * classes };
}

function nearest(
  cells: readonly Cell[],
  { row, column }: { row: number; column: number },
  classes: number,
): Cell | undefined {
  let best: Cell | undefined;
  let least = Math.max(0.5, REACH * classes);
  for (const cell of cells) {
    const distance = Math.hypot(cell.actual + 0.5 - row, cell.predicted + 0.5 - column);
    if (distance > least) continue;
    least = distance;
    best = cell;
  }
  return best;
}

/** The next cell in the same row or column; if there is none, the nearest cell in that direction. */
function nextCell(cells: readonly Cell[], from: Cell, [down, right]: readonly [number, number]): Cell | undefined {
  let best: Cell | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    const [rows, columns] = [cell.actual - from.actual, cell.predicted - from.predicted];
    const ahead = rows * down + columns * right;
    const aside = Math.abs(rows * right) + Math.abs(columns * down);
    if (ahead <= 0) continue;
    const distance = aside === 0 ? ahead : 1000 + ahead + 2 * aside;
    if (distance >= least) continue;
    least = distance;
    best = cell;
  }
  return best;
}
