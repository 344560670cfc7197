import { join } from 'node:path';
import asciichart from 'asciichart';
import { readCsv } from '../../files/csv.js';

/** Size of a chart. Two charts with labels fit side by side in 80 columns, one fits in 40. */
const WIDTH = 30;
const HEIGHT = 6;
const LABEL = 6;
const SIDE_BY_SIDE = 80;

/** In asciichart's order: start of the curve, axis, left and right end, horizontal, four corners, vertical. */
const BOXES = ['┤', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'];
const ASCII = ['|', '|', '-', '-', '-', '\\', '/', '\\', '/', '|'];

/**
 * Small charts of a run's loss and monitored accuracy, side by side if the terminal is wide enough; empty if the run is
 * too short for a curve.
 */
export function curvesText(
  run: string,
  isUtf8: boolean,
  monitored: 'test' | 'validation' = 'test',
  columns: number = SIDE_BY_SIDE,
): string {
  const losses = readCsv(join(run, 'loss.csv'), ['loss']).map(([loss]) => loss);
  const accuracies = readCsv(join(run, 'accuracy.csv'), ['iteration', `${monitored}_accuracy`]) as [number, number][];
  if (losses.length < WIDTH || accuracies.length < 2) return '';
  const left = chart(means(losses), (x) => x.toFixed(2), isUtf8);
  const right = chart(interpolate(accuracies), (x) => x.toFixed(3), isUtf8);
  if (columns < SIDE_BY_SIDE) {
    const charts = [
      ['loss', ...left],
      [`${monitored} accuracy`, ...right],
    ];
    return charts.map((lines) => `${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`).join('');
  }
  const width = LABEL + WIDTH + 4;
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, row) =>
    `  ${(left[row] ?? '').padEnd(width)}${right[row] ?? ''}`.trimEnd(),
  );
  return `${'  loss'.padEnd(width + 2)}${monitored} accuracy\n${lines.join('\n')}\n`;
}

function chart(values: readonly number[], format: (x: number) => string, isUtf8: boolean): string[] {
  return asciichart
    .plot(values, {
      height: HEIGHT,
      offset: 2,
      format: (x) => format(x).padStart(LABEL),
      symbols: isUtf8 ? BOXES : ASCII,
    })
    .split('\n');
}

/** The mean of each of WIDTH equal sections: single losses are too noisy for a chart. */
function means(values: readonly number[]): number[] {
  const start = (i: number) => Math.floor((i * values.length) / WIDTH);
  return Array.from({ length: WIDTH }, (_, i) => {
    const section = values.slice(start(i), start(i + 1));
    return section.reduce((sum, value) => sum + value, 0) / section.length;
  });
}

/** Interpolates linearly between points at ascending places: WIDTH values at equal distances. */
function interpolate(points: readonly (readonly [place: number, value: number])[]): number[] {
  const [[first], [last]] = [points[0], points[points.length - 1]];
  return Array.from({ length: WIDTH }, (_, i) => {
    const place = first + ((last - first) * i) / (WIDTH - 1);
    const found = points.findIndex(([other]) => other >= place);
    const after = Math.max(1, found);
    const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]];
    return y0 + ((y1 - y0) * (place - x0)) / (x1 - x0);
  });
}
