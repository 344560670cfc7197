import { allowance } from '../difference.js';
import { largest, map, type Tensor } from '../tensor.js';
import { close, type Pattern, short, type Test } from './relation.js';

export const clipped: Test = ({ name, yours, ours }) => {
  const most = largest(yours);
  const limited = map(ours, (value) => Math.max(-most, Math.min(most, value)));
  return yours.data.length > 1 && most < largest(ours) && close(yours, limited)
    ? {
        id: 'clipped',
        says: `${name} is clipped at ${short(most)}`,
        hint: 'look for np.clip, or for a limit on the norm',
      }
    : undefined;
};

export const dropped: Test = ({ name, yours, ours }) => {
  const ratios: number[] = [];
  let zeros = 0;
  for (const [i, o] of ours.data.entries()) {
    if (o === 0) continue;
    if (yours.data[i] === 0) zeros++;
    else ratios.push(yours.data[i] / o);
  }
  const [c] = ratios;
  if (zeros < 2 || ratios.length < 2 || zeros < 0.02 * ours.data.length) return undefined;
  if (!ratios.every((ratio) => Math.abs(ratio / c - 1) < 1e-6)) return undefined;
  return {
    id: 'masked',
    says: `${name} is 0 at ${zeros} of ${ours.data.length} elements and ours${Math.abs(c - 1) < 1e-6 ? '' : ` times ${short(c)}`} elsewhere: dropout, or a mask`,
    hint: 'the config has no dropout; use the mask of the forward pass',
  };
};

const HINT_PART = 'check indices and slices: [:-1], range(1, n), a row that is overwritten';

export const rowOrColumn: Test = ({ name, yours, ours }) => {
  const wrong = wrongIndices(yours, ours);
  if (ours.data.length < 2) return undefined;
  const columns = ours.shape.at(-1) as number;
  const rows = new Set(wrong.map((i) => Math.floor(i / columns)));
  const units = new Set(wrong.map((i) => i % columns));
  const isMatrix = ours.shape.length === 2;
  const only = (where: string): Pattern => ({ id: 'part', says: `${name} differs in ${where}`, hint: HINT_PART });
  if (wrong.length === 1) return only('one element');
  if (isMatrix && rows.size === 1) return only(`row ${[...rows][0]} only (counted from 0)`);
  if (isMatrix && units.size === 1) return only(`column ${[...units][0]} only (counted from 0)`);
  return undefined;
};

export const part: Test = ({ name, yours, ours }) => {
  const { length } = wrongIndices(yours, ours);
  if (length > ours.data.length / 2) return undefined;
  return {
    id: 'part',
    says: `${name} differs in ${length} of ${ours.data.length} elements and equals ours elsewhere`,
    hint: 'look for a condition or a mask',
  };
};

function wrongIndices(yours: Tensor, ours: Tensor): number[] {
  const allowed = allowance(ours, 'float64');
  const wrong: number[] = [];
  for (const [i, o] of ours.data.entries()) if (!(Math.abs(yours.data[i] - o) <= allowed)) wrong.push(i);
  return wrong;
}
