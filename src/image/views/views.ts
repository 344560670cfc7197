import { deslant } from './deslant.js';
import { widthView } from './width.js';

/** A preprocessing of images that is part of a model. */
interface ViewRow {
  /** What it does, for the documentation of `input.view`. */
  readonly means: string;
  /** The images that a net with this view expects. */
  readonly expects: (n: number) => string;
  /** For views with a number, such as `{ width: 14 }`: 1 … columns. */
  readonly number?: { readonly means: string; readonly unit: string; readonly example: number };
  /** Draws an image [rows · columns] into a blank one. */
  readonly create: (columns: number, n: number) => (to: Uint8Array, from: Uint8Array) => void;
}

/** Every view, by its name. Views use only + − · / and rounding, so they give the same bytes on every machine. */
export const VIEWS = {
  deslant: {
    means: 'shears it upright by its second moments',
    expects: () => 'deslanted images: sheared upright by their second moments',
    create: (columns) => (to, from) => deslant(to, from, columns),
  },
  width: {
    means: 'scales its bounding box to a width, unless the box is narrower than 0.45 of its height, as a 1 is',
    expects: (n) => `images whose bounding box is ${n} pixels wide, unless narrower than 0.45 of its height`,
    number: { means: 'width of the bounding box; at most the columns of the images', unit: 'pixels', example: 14 },
    create: widthView,
  },
} as const satisfies Readonly<Record<string, ViewRow>>;

type Table = typeof VIEWS;
export type ViewName = keyof Table;

/** One step: the name of a view, or a mapping of its name to its number. */
export type ViewStep = {
  [N in ViewName]: Table[N] extends { number: unknown } ? { readonly [K in N]: number } : N;
}[ViewName];

/** A view as configs and model files have it: one step, or several in order. */
export type View = ViewStep | readonly ViewStep[];

export function viewSteps(view: View): readonly ViewStep[] {
  return Array.isArray(view) ? view : [view as ViewStep];
}

/** Applies a view to images [count · rows · columns]. Returns a new array, or the same array without a view. */
export function viewed(images: Uint8Array, rows: number, columns: number, view: View | undefined): Uint8Array {
  if (view === undefined) return images;
  const size = rows * columns;
  return viewSteps(view).reduce((from, step) => {
    const { row, n } = partsOf(step);
    const draw = row.create(columns, n);
    const to = new Uint8Array(from.length);
    for (let at = 0; at < from.length; at += size) draw(to.subarray(at, at + size), from.subarray(at, at + size));
    return to;
  }, images);
}

/** Why images with this number of columns cannot have the view; undefined if they can. */
export function viewFault(view: View | undefined, columns: number): string | undefined {
  if (view === undefined) return undefined;
  const wide = viewSteps(view)
    .map(partsOf)
    .find(({ n }) => n > columns);
  return wide && `${wide.name} ${wide.n} is more than the ${columns} columns of the images`;
}

/** The images that a net with this view expects, as half a sentence: `deslanted images: …`. */
export function expectedImages(view: View): string {
  return viewSteps(view)
    .map(partsOf)
    .map(({ row, n }) => row.expects(n))
    .join(', then ');
}

/** The name of a step, its row, and its number, or 0 for a view without one. */
export function partsOf(step: ViewStep): { name: ViewName; row: ViewRow; n: number } {
  const [name, n] = typeof step === 'string' ? [step, 0] : (Object.entries(step)[0] as [ViewName, number]);
  return { name, row: VIEWS[name], n };
}
