import { closestName } from '../../documents/closest-name.js';
import { StoredFault } from '../../documents/json-document.js';
import { shown } from '../../documents/problem.js';
import type { FileArray, FileArrays } from '../file-array.js';
import type { Precision } from './difference.js';
import { inputNames, nodesOf } from './nodes.js';
import { map, reshaped, sizeOf, type Tensor, transposed } from './tensor.js';

/** An array of the reader's. */
export interface Mine {
  readonly name: string;
  readonly dtype: FileArray['dtype'];
  /** As the file has it. */
  readonly raw: Tensor;
  /** In the shape of ours; nothing where the sizes differ. */
  readonly fitted?: Tensor | undefined;
  /** How its shape differs from ours, if it does. */
  readonly layout?: 'transposed' | 'flattened' | undefined;
  readonly precision: Precision;
}

/** Most Affine layers that a trace has names for; a config has at most 8 hidden layers. */
const MOST_LAYERS = 9;

/** The sizes of a net from the shapes in a file, if it has weights: [784, 50, 10]. */
export function sizesIn(arrays: FileArrays): number[] | undefined {
  const weights = Array.from({ length: MOST_LAYERS }, (_, i) => arrays.get(`W${i + 1}`));
  const count = weights.indexOf(undefined);
  const found = weights.slice(0, count);
  if (count < 1 || found.some((W) => W?.shape.length !== 2)) return undefined;
  const shapes = found.map((W) => W?.shape as readonly number[]);
  const chain = (pairs: readonly (readonly number[])[]) =>
    pairs.every(([from], i) => i === 0 || from === pairs[i - 1][1])
      ? [pairs[0][0], ...pairs.map(([, to]) => to)]
      : undefined;
  const x = arrays.get('x')?.shape;
  const straight = chain(shapes);
  const turned = chain(shapes.map(([to, from]) => [from, to]));
  const fits = (sizes: number[] | undefined) => sizes && (!x || x.includes(sizes[0]) || sizeOf(x) % sizes[0] === 0);
  return fits(straight) && !(turned && x && x.at(-1) === turned[0] && x.at(-1) !== straight?.[0]) ? straight : turned;
}

/** The arrays of a file that a trace of so many layers has, in shapes like ours, and notes on the others. */
export function readMine(
  arrays: FileArrays,
  sizes: readonly number[],
  N: number,
): { mine: Map<string, Mine>; unknown: string[] } {
  const layers = sizes.length - 1;
  const names = [...inputNames(layers), ...nodesOf(layers).map(({ name }) => name)];
  const mine = new Map<string, Mine>();
  const unknown: string[] = [];
  for (const [name, array] of arrays) {
    if (!names.includes(name)) {
      const meant = closestName(name, names);
      unknown.push(`${shown(name)} is no name of a trace${meant ? `; did you mean ${meant}?` : ''}`);
      continue;
    }
    mine.set(name, fitted(name, array, shapeOf(name, sizes, N)));
  }
  const t = mine.get('t');
  if (t) mine.set('t', { ...t, ...labels(t.raw, N, sizes[layers]) });
  return { mine, unknown };
}

function shapeOf(name: string, sizes: readonly number[], N: number): number[] {
  if (name.startsWith('loss')) return [];
  const l = Number(name.match(/\d+/)?.[0] ?? sizes.length - 1);
  if (name === 'x') return [N, sizes[0]];
  if (/^d?W/.test(name)) return [sizes[l - 1], sizes[l]];
  if (/^d?b/.test(name)) return [sizes[l]];
  return [N, sizes[l]];
}

function fitted(name: string, { dtype, shape, data }: FileArray, wanted: readonly number[]): Mine {
  const raw = { shape, data: Float64Array.from(data) };
  const precision = dtype === 'float32' ? 'float32' : 'float64';
  const own = { name, dtype, raw, precision } as const;
  if (raw.data.length !== sizeOf(wanted)) return own;
  if (shape.join() === wanted.join()) return { ...own, fitted: raw };
  if (shape.length === 2 && wanted.length === 2 && shape[0] === wanted[1]) {
    return { ...own, fitted: transposed(raw), layout: 'transposed' };
  }
  return { ...own, fitted: reshaped(raw, wanted), layout: 'flattened' };
}

/** Labels of any kind as class numbers [N]. */
function labels(t: Tensor, N: number, K: number): Pick<Mine, 'fitted' | 'layout'> {
  if (t.data.length === N) {
    const wrong = t.data.find((label) => !(Number.isInteger(label) && label >= 0 && label < K));
    if (wrong !== undefined)
      throw new StoredFault('VALUE', `t holds ${wrong}, expected class numbers of 0 … ${K - 1} or one-hot rows`);
    return { fitted: reshaped(t, [N]), layout: undefined };
  }
  if (t.data.length !== N * K) {
    throw new StoredFault('SHAPE', `t is [${t.shape}], expected [${N}] class numbers or [${N}, ${K}] one-hot rows`);
  }
  const isTurned = t.shape.length === 2 && t.shape[0] === K && t.shape[1] === N && N !== K;
  const rows = isTurned ? transposed(t) : t;
  const numbers = new Float64Array(N).fill(-1);
  map(reshaped(rows, [N, K]), (value, n, k) => {
    if (value === 1 && numbers[n] < 0) numbers[n] = k;
    else if (value !== 0) numbers[n] = Number.NaN;
    return 0;
  });
  if (!numbers.every((label) => label >= 0))
    throw new StoredFault('VALUE', 't has rows that are not one-hot: one 1 among zeros');
  return { fitted: { shape: [N], data: numbers }, layout: isTurned ? 'transposed' : undefined };
}

/** The same with da and dz exchanged: chapter 4 of the book calls dL/dz1 da1 and dL/da1 dz1. */
export function withNamesExchanged(mine: ReadonlyMap<string, Mine>): Map<string, Mine> {
  return new Map(Array.from(mine, ([key, array]) => [exchanged(key), { ...array, name: exchanged(key) }]));
}

/** A text with the names of chapter 4 instead of ours, or the other way round. */
export function exchanged(text: string): string {
  return text.replace(/\bd([az])(?=\d)/g, (_, letter) => (letter === 'a' ? 'dz' : 'da'));
}
