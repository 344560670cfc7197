import { createInflate } from 'node:zlib';
import { TrainerError } from '../errors.js';
import { grouped } from '../quantity.js';
import type { PngHeader } from './png-header.js';

const MOST_FILTER = 4;

/** Bytes looked at at a time. */
const PART = 2 ** 16;

/** The passes of Adam7: where the first pixel is, and how far it is to the next. */
const ADAM7 = [
  { x: 0, y: 0, across: 8, down: 8 },
  { x: 4, y: 0, across: 8, down: 8 },
  { x: 0, y: 4, across: 4, down: 8 },
  { x: 2, y: 0, across: 4, down: 4 },
  { x: 0, y: 2, across: 2, down: 4 },
  { x: 1, y: 0, across: 2, down: 2 },
  { x: 0, y: 1, across: 1, down: 2 },
];
const ONE_PASS = [{ x: 0, y: 0, across: 1, down: 1 }];

/** Rows of one length that follow each other; each begins with the number of its filter. */
interface Pass {
  readonly rows: number;
  readonly rowBytes: number;
}

/**
 * Unpacks the data of the IDAT chunks, keeping nothing: it must be as many bytes as the header implies, with filters
 * that exist. Stops at the first byte too many. Throws `IMAGE_DATA` or `IMAGE_FILTER`.
 */
export async function checkData(packed: readonly Uint8Array[], header: PngHeader, name: string): Promise<void> {
  const passes = passesOf(header);
  const expected = passes.reduce((bytes, { rows, rowBytes }) => bytes + rows * rowBytes, 0);
  const inflate = createInflate({ chunkSize: PART });
  const starts = rowStarts(passes);
  let next = starts.next();
  let got = 0;
  for (const part of packed) inflate.write(part);
  inflate.end();
  try {
    for await (const bytes of inflate as AsyncIterable<Uint8Array>) {
      for (; !next.done && next.value.at < got + bytes.length; next = starts.next()) {
        const filter = bytes[next.value.at - got];
        if (filter <= MOST_FILTER) continue;
        throw new TrainerError(
          'IMAGE_FILTER',
          `${name}: filter type ${filter} in row ${next.value.row}, expected 0 to 4`,
        );
      }
      got += bytes.length;
      if (got > expected) {
        throw new TrainerError('IMAGE_DATA', `${name}: unpacked data exceeds ${grouped(expected)} bytes; stopped`);
      }
    }
  } catch (error) {
    if (error instanceof TrainerError || !/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const what = `compressed data is damaged (${(error as Error).message})`;
    throw new TrainerError('IMAGE_DATA', `${name}: ${what}`, { cause: error });
  } finally {
    inflate.destroy();
  }
  if (got < expected) {
    throw new TrainerError('IMAGE_DATA', `${name}: got ${grouped(got)} bytes of pixels, expected ${grouped(expected)}`);
  }
}

function passesOf({ width, height, bits, isInterlaced }: PngHeader): Pass[] {
  return (isInterlaced ? ADAM7 : ONE_PASS)
    .map(({ x, y, across, down }) => ({
      columns: Math.ceil((width - x) / across),
      rows: Math.ceil((height - y) / down),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .map(({ columns, rows }) => ({ rows, rowBytes: 1 + Math.ceil((columns * bits) / 8) }));
}

/** Where each row begins, rows counted from 1 through all passes. */
function* rowStarts(passes: readonly Pass[]): Generator<{ row: number; at: number }> {
  let row = 0;
  let at = 0;
  for (const { rows, rowBytes } of passes) {
    for (let i = 0; i < rows; i++, at += rowBytes) yield { row: ++row, at };
  }
}
