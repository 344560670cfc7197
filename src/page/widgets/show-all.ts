import { grouped } from '../../quantity.js';
import { element } from './dom.js';

/** A button that adds the remaining items to a grid and focuses the first of them. Empty if no items remain. */
export function showAll<T>(
  grid: HTMLElement,
  rest: readonly T[],
  noun: string,
  make: (thing: T) => HTMLElement,
): HTMLElement[] {
  if (rest.length === 0) return [];
  const onclick = () => {
    const made = rest.map(make);
    grid.append(...made);
    controls.remove();
    made[0].tabIndex = -1;
    made[0].focus();
  };
  const words = `Show all ${grouped(grid.childElementCount + rest.length)} ${noun}`;
  const controls = element('div', { class: 'controls' }, element('button', { type: 'button', onclick }, words));
  return [controls];
}
