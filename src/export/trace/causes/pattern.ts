import { agrees, allowance, differenceOf } from '../difference.js';
import { largest, sum, type Tensor, times, transposed, zip } from '../tensor.js';
import { clipped, dropped, one, some } from './part.js';
import { close, mostApart, type Pair, type Pattern, short, type Test } from './relation.js';

const notFinite: Test = ({ name, mine }) => {
  if (mine.data.every(Number.isFinite)) return undefined;
  return {
    id: 'not-finite',
    says: `${name} holds NaN or infinity`,
    hint: 'softmax needs x - np.max(x, axis=1, keepdims=True) before np.exp, the loss 1e-7 within np.log',
  };
};

const zero: Test = ({ name, mine, ours }) =>
  largest(mine) === 0 && largest(ours) > 0
    ? {
        id: 'all-zero',
        says: `${name} is 0 everywhere: it is never written, or already cleared`,
        hint: 'is it computed, and stored where you read it?',
      }
    : undefined;

const turned: Test = ({ name, mine, ours }) =>
  ours.shape.length === 2 && agrees(mine, transposed(ours), allowance(ours, 'float64'))
    ? { id: 'transposed', says: `${name} is transposed`, hint: `${name} should be [${ours.shape}]` }
    : undefined;

const another: Test = ({ name, mine, others }) => {
  for (const [other, array] of others) {
    if (other === name || array.data.length !== mine.data.length || largest(array) === 0 || mine.data.length < 2)
      continue;
    if (close(mine, array)) {
      return {
        id: `equals-${other}`,
        says: `${name} equals ${other}`,
        hint: `another array is saved under this name, or ${name} shares its memory with ${other}: save ${name}.copy()`,
      };
    }
  }
  return undefined;
};

const rounded: Test = ({ name, mine, ours }) => {
  const { count, size } = differenceOf(mine, ours, allowance(ours, 'float64'));
  if (count < 3 || count * 10 < size || !close(mine, ours, 3e-6)) return undefined;
  return {
    id: 'float32',
    says: `${name} is ours but for rounding to float32`,
    hint: 'something on its way is float32; NumPy computes in float64 unless told otherwise',
    isHarmless: true,
  };
};

const factor: Test = ({ name, mine, ours, factors }) => {
  const squares = sum(ours.data.map((value) => value * value));
  const c = sum(zip(mine, ours, (m, o) => m * o).data) / squares;
  if (!Number.isFinite(c) || ours.data.length < 2 || c === 0) return undefined;
  const [gap, rest] = [mostApart(mine, ours), mostApart(mine, times(ours, c))];
  if (!(rest <= 1e-4 * gap)) return undefined;
  const named = factors.find(([, value]) => Math.abs(c / value - 1) < 1e-6);
  return {
    id: 'factor',
    says: `${name} is ours times ${named?.[0] ?? short(c)}`,
    hint: 'a factor is missing or applied twice: 1/N, the learning rate, 2, a sign',
  };
};

const offset: Test = ({ name, mine, ours }) => {
  const gap = zip(mine, ours, (m, o) => m - o);
  const [c] = gap.data;
  if (gap.data.length < 4 || !gap.data.every((d) => Math.abs(d - c) <= 1e-6 * Math.abs(c))) return undefined;
  return {
    id: 'offset',
    says: `${name} is ours plus ${short(c)} everywhere`,
    hint: 'one number is added to every element',
  };
};

const order: Test = ({ name, mine, ours }) => {
  if (ours.shape.length !== 2 || ours.shape[0] < 2) return undefined;
  const keys = (a: Tensor) => rowsOf(a).sort();
  const same = (a: Tensor, b: Tensor) => keys(a).join('\n') === keys(b).join('\n');
  if (same(mine, ours)) {
    return {
      id: 'rows-in-another-order',
      says: `${name} has the rows of ours in another order: the batch is shuffled`,
      hint: 'take x, t and everything else by the same batch_mask',
    };
  }
  return same(transposed(mine), transposed(ours))
    ? {
        id: 'columns-in-another-order',
        says: `${name} has the columns of ours in another order`,
        hint: 'units are exchanged',
      }
    : undefined;
};

/** Rows as text, to nine digits. */
function rowsOf({ shape: [N, K], data }: Tensor): string[] {
  const digits = (value: number) => (value === 0 ? '0' : value.toPrecision(9));
  return Array.from({ length: N }, (_, n) => Array.from(data.subarray(n * K, (n + 1) * K), digits).join(' '));
}

const added: Test = ({ name, mine, ours, others }) => {
  const gap = zip(mine, ours, (m, o) => m - o);
  if (gap.data.length < 3) return undefined;
  for (const [other, array] of others) {
    if (other === name || array.data.length !== gap.data.length) continue;
    const c = sum(zip(gap, array, (g, a) => g * a).data) / sum(array.data.map((a) => a * a));
    if (Number.isFinite(c) && c !== 0 && close(gap, times(array, c), 1e-3)) {
      const isDecay = /^dW\d+$/.test(name) && other === name.slice(1);
      return {
        id: isDecay ? 'weight-decay-added' : `plus-${other}`,
        says: `${name} is ours plus ${short(c)} times ${other}${isDecay ? ': weight decay, which the config has not' : ''}`,
        hint: isDecay ? 'leave it out, or say weightDecay in the config' : `is ${other} added where it should not be?`,
      };
    }
  }
  return undefined;
};

/** In the order in which they are tried; the first that fits is told. */
const TESTS: readonly Test[] = [
  notFinite,
  zero,
  turned,
  another,
  factor,
  offset,
  order,
  added,
  one,
  rounded,
  clipped,
  dropped,
  some,
];

/** How a reader's array is related to ours, if one of the tests fits. */
export function patternOf(pair: Pair): Pattern | undefined {
  for (const test of TESTS) {
    const pattern = test(pair);
    if (pattern) return pattern;
  }
  return undefined;
}

/** How a numerical gradient is near ours, or not. */
export function roughness(name: string, mine: Tensor, ours: Tensor): Pattern | undefined {
  const hint = 'h = 1e-4, in float64: (f(x + h) - f(x - h)) / (2 * h), with x whole again after each element';
  if (largest(mine) === 0)
    return { id: 'h-too-small', says: `${name} is 0 everywhere: h is so small that x + h is x`, hint };
  if (close(mine, ours, 1e-3)) {
    const says = `${name} is a rough numerical gradient: one-sided, (f(x + h) − f(x)) / h, or by another h`;
    return { id: 'rough', says, hint, isHarmless: true };
  }
  return close(mine, ours, 0.3)
    ? { id: 'noisy', says: `${name} is near ours and full of rounding: h is too small, or x is float32`, hint }
    : undefined;
}
