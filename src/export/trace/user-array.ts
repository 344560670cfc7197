import { closestName } from '../../documents/closest-name.js';
import { StoredFault } from '../../documents/json-document.js';
import { shown } from '../../documents/problem.js';
import type { FileArray, FileArrays } from '../file-array.js';
import type { Precision } from './difference.js';
import { inputNames, nodesOf } from './nodes.js';
import { map, reshaped, sizeOf, type Tensor, transposed } from './tensor.js';

/** An array from the user's file. */
export interface UserArray {
  readonly name: string;
  readonly dtype: FileArray['dtype'];
  /** In the shape of the file. */
  readonly raw: Tensor;
  /** In our shape; undefined if the sizes differ. */
  readonly fitted?: Tensor | undefined;
  /** How the shape in the file differs from ours. */
  readonly layout?: 'transposed' | 'flattened' | undefined;
  readonly precision: Precision;
}

/** A config has at most 8 hidden layers. */
const MAX_LAYERS = 9;

/** The layer sizes from the shapes of W1, W2 …: [784, 50, 10]; undefined if these are missing or do not fit together. */
export function sizesIn(arrays: FileArrays): number[] | undefined {
  const shapes: (readonly number[])[] = [];
  for (let W = arrays.get('W1'); W && shapes.length < MAX_LAYERS; W = arrays.get(`W${shapes.length + 1}`)) {
    shapes.push(W.shape);
  }
  if (shapes.length === 0 || shapes.some(({ length }) => length !== 2)) return undefined;
  const flipped = shapes.map(([out, into]) => [into, out]);
  const fitting = [shapes, flipped]
    .filter((pairs) => pairs.every(([from], i) => i === 0 || from === pairs[i - 1][1]))
    .map((pairs) => [pairs[0][0], ...pairs.map(([, to]) => to)]);
  const x = arrays.get('x')?.shape;
  if (!x) return fitting[0];
  const rows = fitting.find(([input]) => x.at(-1) === input);
  return rows ?? fitting.find(([input]) => sizeOf(x) % input === 0) ?? fitting[0];
}

/** Reads the arrays of a trace from a file, in our shapes; `unknown` has a note on each other array. */
export function readUserArrays(
  arrays: FileArrays,
  sizes: readonly number[],
  N: number,
): { yours: Map<string, UserArray>; unknown: string[] } {
  const layers = sizes.length - 1;
  const names = [...inputNames(layers), ...nodesOf(layers).map(({ name }) => name)];
  const yours = new Map<string, UserArray>();
  const unknown: string[] = [];
  for (const [name, array] of arrays) {
    if (!names.includes(name)) {
      const meant = closestName(name, names);
      unknown.push(`${shown(name)} is not the name of an array of a trace${meant ? `; did you mean ${meant}?` : ''}`);
      continue;
    }
    yours.set(name, fitted(name, array, shapeOf(name, sizes, N)));
  }
  const t = yours.get('t');
  if (t) yours.set('t', { ...t, ...labels(t.raw, N, sizes[layers]) });
  return { yours, unknown };
}

function shapeOf(name: string, sizes: readonly number[], N: number): number[] {
  if (name.startsWith('loss')) return [];
  const l = Number(name.match(/\d+/)?.[0] ?? sizes.length - 1);
  if (name === 'x') return [N, sizes[0]];
  if (/^d?W/.test(name)) return [sizes[l - 1], sizes[l]];
  if (/^d?b/.test(name)) return [sizes[l]];
  return [N, sizes[l]];
}

function fitted(name: string, { dtype, shape, data }: FileArray, wanted: readonly number[]): UserArray {
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

/** Class numbers [N] from class numbers or one-hot rows. */
function labels(t: Tensor, N: number, K: number): Pick<UserArray, 'fitted' | 'layout'> {
  if (t.data.length === N) {
    const wrong = t.data.find((label) => !(Number.isInteger(label) && label >= 0 && label < K));
    if (wrong !== undefined)
      throw new StoredFault('VALUE', `t holds ${wrong}, expected class numbers from 0 to ${K - 1} or one-hot rows`);
    return { fitted: reshaped(t, [N]), layout: undefined };
  }
  if (t.data.length !== N * K) {
    throw new StoredFault('SHAPE', `t is [${t.shape}], expected [${N}] class numbers or [${N}, ${K}] one-hot rows`);
  }
  const isTransposed = t.shape.length === 2 && t.shape[0] === K && t.shape[1] === N && N !== K;
  const rows = isTransposed ? transposed(t) : t;
  const numbers = new Float64Array(N).fill(-1);
  map(reshaped(rows, [N, K]), (value, n, k) => {
    if (value === 1 && numbers[n] < 0) numbers[n] = k;
    else if (value !== 0) numbers[n] = Number.NaN;
    return 0;
  });
  if (!numbers.every((label) => label >= 0))
    throw new StoredFault('VALUE', 't has rows that are not one-hot (a single 1, otherwise 0)');
  return { fitted: { shape: [N], data: numbers }, layout: isTransposed ? 'transposed' : undefined };
}

/** Swaps da and dz in names: chapter 4 of the book calls dL/dz1 da1 and dL/da1 dz1. */
export function withNamesExchanged(yours: ReadonlyMap<string, UserArray>): Map<string, UserArray> {
  return new Map(Array.from(yours, ([key, array]) => [exchanged(key), { ...array, name: exchanged(key) }]));
}

/** Swaps da and dz in a text. */
export function exchanged(text: string): string {
  return text.replace(/\bd([az])(?=\d)/g, (_, letter) => (letter === 'a' ? 'dz' : 'da'));
}
