import { element } from './dom.js';
import { roundedToSum, signed } from './numbers.js';

/** A term of a sum. */
export interface Step {
  readonly name: string;
  readonly value: number;
  readonly picture?: HTMLElement;
}

const DIGITS = 2;

/** A waterfall chart: each bar starts where the bar above ends; the last is the total. The rounded numbers sum exactly. */
export function waterfall(steps: readonly Step[], total: string): HTMLElement {
  const { rounded, sum } = roundedToSum(
    steps.map(({ value }) => value),
    DIGITS,
  );
  let end = 0;
  const ends = rounded.map((value) => (end += value));
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const share = (x: number) => (x - low) / (high - low || 1);
  const row = (name: string, from: number, value: number, picture?: HTMLElement) => {
    const bar = element('span', { class: value < 0 ? 'bar against' : 'bar for' });
    bar.style.setProperty('--from', share(Math.min(from, from + value)).toFixed(4));
    bar.style.setProperty('--share', Math.abs(share(value) - share(0)).toFixed(4));
    const names = element('span', { class: 'class' }, name);
    const track = element('span', { class: 'both' }, bar);
    return element('li', {}, picture ?? '', names, track, element('span', { class: 'value' }, signed(value, DIGITS)));
  };
  const rows = steps.map(({ name, picture }, i) => row(name, i === 0 ? 0 : ends[i - 1], rounded[i], picture));
  const list = element('ol', { class: 'waterfall' }, ...rows, row(total, 0, sum));
  list.style.setProperty('--zero', share(0).toFixed(4));
  return list;
}
