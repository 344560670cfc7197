import { shownColumns } from './fit.js';

type Rows = readonly (readonly string[])[];

const GAP = 2;

/**
 * Rows of cells as lines of aligned columns: the first column to the left, the others to the right. In a narrow terminal
 * they stand closer, and what has no room goes on in a table below, whose first column is the same.
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

/** The columns behind the first one, divided so that each part has room beside it; at least one each. */
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
