import { allowance } from '../difference.js';
import { largest, map, type Tensor } from '../tensor.js';
import { close, type Pattern, short, type Test } from './relation.js';

export const clipped: Test = ({ name, mine, ours }) => {
  const most = largest(mine);
  const limited = map(ours, (value) => Math.max(-most, Math.min(most, value)));
  return mine.data.length > 1 && most < largest(ours) && close(mine, limited)
    ? { id: 'clipped', says: `${name} is clipped at ${short(most)}`, hint: 'np.clip, or a norm that is limited' }
    : undefined;
};

export const dropped: Test = ({ name, mine, ours }) => {
  const ratios: number[] = [];
  let zeros = 0;
  for (const [i, o] of ours.data.entries()) {
    if (o === 0) continue;
    if (mine.data[i] === 0) zeros++;
    else ratios.push(mine.data[i] / o);
  }
  const [c] = ratios;
  if (zeros < 2 || ratios.length < 2 || zeros < 0.02 * ours.data.length) return undefined;
  if (!ratios.every((ratio) => Math.abs(ratio / c - 1) < 1e-6)) return undefined;
  return {
    id: 'masked',
    says: `${name} is 0 at ${zeros} of ${ours.data.length} elements and ours${Math.abs(c - 1) < 1e-6 ? '' : ` times ${short(c)}`} elsewhere: dropout, or a mask`,
    hint: 'the config has no dropout; a mask must be that of the forward pass',
  };
};

const HINT_PART = 'an index or a slice: [:-1], range(1, n), a row that is overwritten';

export const one: Test = ({ name, mine, ours }) => {
  const wrong = wrongPlaces(mine, ours);
  if (wrong.length === 0 || ours.data.length < 2) return undefined;
  const columns = ours.shape.at(-1) ?? 1;
  const rows = new Set(wrong.map((i) => Math.floor(i / columns)));
  const units = new Set(wrong.map((i) => i % columns));
  const isMatrix = ours.shape.length === 2;
  const only = (where: string): Pattern => ({ id: 'part', says: `${name} differs in ${where}`, hint: HINT_PART });
  if (wrong.length === 1) return only('one element alone');
  if (isMatrix && rows.size === 1) return only(`row ${[...rows][0]} alone (counted from 0)`);
  if (isMatrix && units.size === 1) return only(`column ${[...units][0]} alone (counted from 0)`);
  return undefined;
};

export const some: Test = ({ name, mine, ours }) => {
  const { length } = wrongPlaces(mine, ours);
  if (length > ours.data.length / 2) return undefined;
  return {
    id: 'part',
    says: `${name} differs in ${length} of ${ours.data.length} elements and equals ours elsewhere`,
    hint: 'a condition or a mask that holds for a part of them',
  };
};

function wrongPlaces(mine: Tensor, ours: Tensor): number[] {
  const allowed = allowance(ours, 'float64');
  const wrong: number[] = [];
  for (const [i, o] of ours.data.entries()) if (!(Math.abs(mine.data[i] - o) <= allowed)) wrong.push(i);
  return wrong;
}
