import { grouped } from '../../quantity.js';
import { element } from './dom.js';

/** A button that adds the rest of its things to a grid, and goes to the first of them; nothing where there is no rest. */
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
