import type { Passage } from '../net.js';
import { element } from './dom.js';
import { probability, signed } from './numbers.js';

/** Units of a layer that are shown; of a wide one the first. */
const MOST_UNITS = 128;

/** One bar a class, with what the net gives it; the most probable stands out. */
export class ProbabilityBars {
  readonly root: HTMLElement;
  readonly #rows: { row: HTMLElement; bar: HTMLElement; value: HTMLElement; score: HTMLElement }[];

  constructor(classes: readonly string[], options: { scores?: boolean } = {}) {
    this.#rows = classes.map((name) => {
      const bar = element('span', { class: 'bar' });
      const value = element('span', { class: 'value' });
      const score = element('span', { class: 'score' });
      const track = element('span', { class: 'track' }, bar);
      const row = element('li', {}, element('span', { class: 'class' }, name), track, value);
      if (options.scores) row.append(score);
      return { row, bar, value, score };
    });
    const list = this.#rows.map(({ row }) => row);
    this.root = element('ol', { class: 'bars', 'aria-label': 'Probability of each class' }, ...list);
  }

  /** undefined: nothing to see yet. `truth` marks the class that is right. */
  show(passage: Passage | undefined, truth?: number): void {
    for (const [k, { row, bar, value, score }] of this.#rows.entries()) {
      const p = passage?.probabilities[k] ?? 0;
      bar.style.transform = `scaleX(${p})`;
      value.textContent = passage ? probability(p) : '';
      score.textContent = passage ? signed(passage.scores[k], 1) : '';
      row.classList.toggle('best', passage?.predicted === k);
      row.classList.toggle('truth', truth === k);
    }
  }
}

/** The units of one hidden layer as cells, the stronger the fuller. */
export class LayerCells {
  readonly root: HTMLElement;
  readonly #cells: readonly HTMLElement[];
  readonly #order: readonly number[];

  /** order: the units from left to right. */
  constructor(name: string, units: number, order: readonly number[] = [...Array(units).keys()]) {
    this.#order = order.slice(0, MOST_UNITS);
    this.#cells = this.#order.map(() => element('i'));
    this.root = element('div', { class: 'cells', role: 'img', 'aria-label': name }, ...this.#cells);
  }

  show(activations: Float64Array | undefined): void {
    const largest = Math.max(...(activations ?? [0]), Number.MIN_VALUE);
    for (const [i, unit] of this.#order.entries()) {
      const z = activations?.[unit] ?? 0;
      this.#cells[i].style.setProperty('--on', (z / largest).toFixed(3));
      this.#cells[i].title = `unit ${unit}: ${z.toFixed(2)}`;
    }
  }
}
