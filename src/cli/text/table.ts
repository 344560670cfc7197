import { shownColumns } from './fit.js';

type Rows = readonly (readonly string[])[];

const GAP = 2;

/**
 * Rows of cells as aligned columns: the first is left-aligned, the others are right-aligned. In a narrow terminal the
 * gaps shrink, and columns that do not fit go into another table below, with the same first column.
 */
export function table(rows: Rows, indent = '  ', columns = shownColumns()): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const room = columns - indent.length;
  const gap = widthOf(widths, GAP) <= room || widthOf(widths, 1) > room ? GAP : 1;
  const line = (row: readonly string[], shown: readonly number[]) =>
    [row[0].padEnd(widths[0]), ...shown.map((column) => row[column].padStart(widths[column]))].join(' '.repeat(gap));
  const part = (shown: readonly number[]) =>
    `${rows.map((row) => `${indent}${line(row, shown)}`.trimEnd()).join('\n')}\n`;
  return parts(widths, gap, room).map(part).join('\n');
}

function widthOf(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + gap + width);
}

/** Splits the columns after the first into parts that fit beside it; each part has at least one column. */
function parts(widths: readonly number[], gap: number, room: number): number[][] {
  const divided: number[][] = [[]];
  for (const column of widths.keys()) {
    if (column === 0) continue;
    const last = divided[divided.length - 1];
    const wider = [0, ...last, column].map((each) => widths[each]);
    if (last.length > 0 && widthOf(wider, gap) > room) divided.push([column]);
    else last.push(column);
  }
  return divided;
}
