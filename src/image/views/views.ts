import { deslant } from './deslant.js';
import { widthView } from './width.js';

/** A way to set up images before a net is shown them. It is part of the model. */
interface ViewRow {
  /** What it does, for the words about a config. */
  readonly means: string;
  /** What a net of it expects. */
  readonly expects: (n: number) => string;
  /** Of a view that takes a number, `{ width: 14 }`: 1 … columns of the images. */
  readonly number?: { readonly means: string; readonly unit: string; readonly example: number };
  /** Draws one image [rows · columns] into another, of zeros. */
  readonly create: (columns: number, n: number) => (to: Uint8Array, from: Uint8Array) => void;
}

/** Every view, by its name. Same bytes in, same bytes out on every machine: nothing but + − · / and rounding. */
export const VIEWS = {
  deslant: {
    means: 'shears it upright by its second moments',
    expects: () => 'deslanted images: sheared upright by their second moments',
    create: (columns) => (to, from) => deslant(to, from, columns),
  },
  width: {
    means: 'brings its bounding box to a width, unless that is narrower than 0.45 of its height, as ones are',
    expects: (n) => `images whose bounding box is ${n} pixels wide, unless narrower than 0.45 of its height`,
    number: { means: 'width of the bounding box; at most the columns of the images', unit: 'pixels', example: 14 },
    create: widthView,
  },
} as const satisfies Readonly<Record<string, ViewRow>>;

type Table = typeof VIEWS;
export type ViewName = keyof Table;

/** A view as a config and a model file have it: its name, or a mapping of its name to its number. */
export type View = {
  [N in ViewName]: Table[N] extends { number: unknown } ? { readonly [K in N]: number } : N;
}[ViewName];

/** Images [count · rows · columns] as a net of this view is shown them: others, or the same array without a view. */
export function viewed(images: Uint8Array, rows: number, columns: number, view: View | undefined): Uint8Array {
  if (view === undefined) return images;
  const { row, n } = partsOf(view);
  const draw = row.create(columns, n);
  const size = rows * columns;
  const result = new Uint8Array(images.length);
  for (let at = 0; at < images.length; at += size) {
    draw(result.subarray(at, at + size), images.subarray(at, at + size));
  }
  return result;
}

/** Half a sentence about a view that images with so many columns cannot have. */
export function viewFault(view: View | undefined, columns: number): string | undefined {
  if (view === undefined) return undefined;
  const { name, n } = partsOf(view);
  return n > columns ? `${name} ${n} is more than the ${columns} columns of the images` : undefined;
}

/** `deslanted images: …`: what a net of this view expects. */
export function expectedImages(view: View): string {
  const { row, n } = partsOf(view);
  return row.expects(n);
}

function partsOf(view: View): { name: ViewName; row: ViewRow; n: number } {
  const [name, n] = typeof view === 'string' ? [view, 0] : (Object.entries(view)[0] as [ViewName, number]);
  return { name, row: VIEWS[name], n };
}
