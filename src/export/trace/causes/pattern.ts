import { agrees, allowance, differenceOf } from '../difference.js';
import { largest, sum, type Tensor, times, transposed, zip } from '../tensor.js';
import { clipped, dropped, part, rowOrColumn } from './part.js';
import { close, maxDistance, type Pair, type Pattern, short, type Test } from './relation.js';

const notFinite: Test = ({ name, yours }) => {
  if (yours.data.every(Number.isFinite)) return undefined;
  return {
    id: 'not-finite',
    says: `${name} holds NaN or infinity`,
    hint: 'softmax needs x - np.max(x, axis=1, keepdims=True) before np.exp; the loss needs + 1e-7 inside np.log',
  };
};

const allZero: Test = ({ name, yours, ours }) =>
  largest(yours) === 0 && largest(ours) > 0
    ? {
        id: 'all-zero',
        says: `${name} is 0 everywhere: it was never written, or it was cleared`,
        hint: 'check that it is computed, and stored where you read it',
      }
    : undefined;

const isTransposed: Test = ({ name, yours, ours }) =>
  ours.shape.length === 2 && agrees(yours, transposed(ours), allowance(ours, 'float64'))
    ? {
        id: 'transposed',
        says: `${name} is transposed`,
        hint: `its shape should be [${ours.shape}]; swap the arrays in np.dot, or append .T`,
      }
    : undefined;

const equalsAnother: Test = ({ name, yours, others }) => {
  for (const [other, array] of others) {
    if (other === name || array.data.length !== yours.data.length || largest(array) === 0 || yours.data.length < 2)
      continue;
    if (close(yours, array)) {
      return {
        id: `equals-${other}`,
        says: `${name} equals ${other}`,
        hint: `another array was saved under this name, or both share memory: save ${name}.copy()`,
      };
    }
  }
  return undefined;
};

const rounded: Test = ({ name, yours, ours }) => {
  const { count, size } = differenceOf(yours, ours, allowance(ours, 'float64'));
  if (count < 3 || count * 10 < size || !close(yours, ours, 3e-6)) return undefined;
  return {
    id: 'float32',
    says: `${name} is ours rounded to float32`,
    hint: 'a step of the computation uses float32; NumPy’s default is float64',
    isHarmless: true,
  };
};

const factor: Test = ({ name, yours, ours, factors }) => {
  const squares = sum(ours.data.map((value) => value * value));
  const c = sum(zip(yours, ours, (m, o) => m * o).data) / squares;
  if (!Number.isFinite(c) || ours.data.length < 2 || c === 0) return undefined;
  const [gap, rest] = [maxDistance(yours, ours), maxDistance(yours, times(ours, c))];
  if (!(rest <= 1e-4 * gap)) return undefined;
  const named = factors.find(([, value]) => Math.abs(c / value - 1) < 1e-6);
  return {
    id: 'factor',
    says: `${name} is ours times ${named?.[0] ?? short(c)}`,
    hint: 'a factor is missing or applied twice: 1/N, the learning rate, 2, a sign',
  };
};

const offset: Test = ({ name, yours, ours }) => {
  const gap = zip(yours, ours, (m, o) => m - o);
  const [c] = gap.data;
  if (gap.data.length < 4 || !gap.data.every((d) => Math.abs(d - c) <= 1e-6 * Math.abs(c))) return undefined;
  return {
    id: 'offset',
    says: `${name} is ours plus ${short(c)} everywhere`,
    hint: 'the same number is added to every element',
  };
};

const order: Test = ({ name, yours, ours }) => {
  if (ours.shape.length !== 2 || ours.shape[0] < 2) return undefined;
  const keys = (a: Tensor) => rowsOf(a).sort();
  const same = (a: Tensor, b: Tensor) => keys(a).join('\n') === keys(b).join('\n');
  if (same(yours, ours)) {
    return {
      id: 'rows-in-another-order',
      says: `${name} has the rows of ours in another order: the batch is shuffled`,
      hint: 'index x, t and everything else with the same batch_mask',
    };
  }
  return same(transposed(yours), transposed(ours))
    ? {
        id: 'columns-in-another-order',
        says: `${name} has the columns of ours in another order`,
        hint: 'the units are in another order',
      }
    : undefined;
};

/** The rows as strings of numbers with nine digits. */
function rowsOf({ shape: [N, K], data }: Tensor): string[] {
  const digits = (value: number) => (value === 0 ? '0' : value.toPrecision(9));
  return Array.from({ length: N }, (_, n) => Array.from(data.subarray(n * K, (n + 1) * K), digits).join(' '));
}

const plusAnother: Test = ({ name, yours, ours, others }) => {
  const gap = zip(yours, ours, (m, o) => m - o);
  if (gap.data.length < 3) return undefined;
  for (const [other, array] of others) {
    if (other === name || array.data.length !== gap.data.length) continue;
    const c = sum(zip(gap, array, (g, a) => g * a).data) / sum(array.data.map((a) => a * a));
    if (Number.isFinite(c) && c !== 0 && close(gap, times(array, c), 1e-3)) {
      const isDecay = /^dW\d+$/.test(name) && other === name.slice(1);
      return {
        id: isDecay ? 'weight-decay-added' : `plus-${other}`,
        says: `${name} is ours plus ${short(c)} times ${other}${isDecay ? ': weight decay, which the config does not have' : ''}`,
        hint: isDecay ? 'remove it, or set weightDecay in the config' : `check whether ${other} is added by mistake`,
      };
    }
  }
  return undefined;
};

/** Tried in this order; the first match is reported. */
const TESTS: readonly Test[] = [
  notFinite,
  allZero,
  isTransposed,
  equalsAnother,
  factor,
  offset,
  order,
  plusAnother,
  rowOrColumn,
  rounded,
  clipped,
  dropped,
  part,
];

/** How the user's array is related to ours, if a test matches. */
export function patternOf(pair: Pair): Pattern | undefined {
  for (const test of TESTS) {
    const pattern = test(pair);
    if (pattern) return pattern;
  }
  return undefined;
}

/** What is wrong with a numerical gradient that is near ours. */
export function numericalPattern(name: string, yours: Tensor, ours: Tensor): Pattern | undefined {
  const hint = 'use h = 1e-4 in float64: (f(x + h) - f(x - h)) / (2 * h), and restore x after each element';
  if (largest(yours) === 0)
    return { id: 'h-too-small', says: `${name} is 0 everywhere: h is too small, x + h rounds to x`, hint };
  if (close(yours, ours, 1e-3)) {
    const says = `${name} is a less exact numerical gradient: one-sided, (f(x + h) − f(x)) / h, or with another h`;
    return { id: 'rough', says, hint, isHarmless: true };
  }
  return close(yours, ours, 0.3)
    ? { id: 'noisy', says: `${name} is near ours, with large rounding errors: h is too small, or x is float32`, hint }
    : undefined;
}
