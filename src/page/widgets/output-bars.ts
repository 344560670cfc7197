import type { Prediction } from '../net.js';
import { element } from './dom.js';
import { signed } from './numbers.js';
import { type OutputWords, topClasses } from './output-words.js';

/** With more classes, only the TOP_BARS largest outputs have bars. */
const MAX_BARS = 12;
const TOP_BARS = 10;

interface Row {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly bar: HTMLElement;
  readonly value: HTMLElement;
  readonly score: HTMLElement;
}

/** A bar for each class, or for the classes with the largest outputs; the largest is highlighted. */
export class OutputBars {
  readonly root: HTMLElement;
  readonly #classes: readonly string[];
  readonly #words: OutputWords;
  readonly #rows: readonly Row[];

  /** scores: whether to show the scores next to the bars. */
  constructor(classes: readonly string[], words: OutputWords, { scores = false } = {}) {
    this.#classes = classes;
    this.#words = words;
    const isWhole = classes.length <= MAX_BARS;
    this.#rows = Array.from({ length: isWhole ? classes.length : TOP_BARS }, () => createRow(scores));
    const label = isWhole
      ? `The ${words.singular} of each class`
      : `The classes with the largest ${words.plural} of ${classes.length}`;
    this.root = element('ol', { class: 'bars', 'aria-label': label }, ...this.#rows.map(({ root }) => root));
    const longest = Math.max(...classes.map((name) => name.length));
    this.root.style.setProperty('--class-width', `${Math.min(10, longest)}ch`);
  }

  /** prediction: undefined clears the bars; truth: the correct class, which is marked. */
  show(prediction: Prediction | undefined, truth?: number): void {
    for (const [i, k] of this.#shown(prediction, truth).entries()) {
      const { root, name, bar, value, score } = this.#rows[i];
      const output = prediction?.outputs[k] ?? 0;
      name.textContent = this.#classes[k];
      bar.style.transform = `scaleX(${Math.min(1, Math.max(0, output))})`;
      value.textContent = prediction ? this.#words.text(output) : '';
      score.textContent = prediction ? signed(prediction.scores[k], 1) : '';
      root.classList.toggle('best', prediction?.predicted === k);
      root.classList.toggle('truth', truth === k);
    }
  }

  /** The classes with a bar. They always include the correct class. */
  #shown(prediction: Prediction | undefined, truth: number | undefined): number[] {
    const count = this.#rows.length;
    if (!prediction || count === this.#classes.length) return [...this.#rows.keys()];
    const top = topClasses(prediction.outputs, count);
    return truth === undefined || top.includes(truth) ? top : [...top.slice(0, -1), truth];
  }
}

function createRow(hasScore: boolean): Row {
  const name = element('span', { class: 'class' });
  const bar = element('span', { class: 'bar' });
  const value = element('span', { class: 'value' });
  const score = element('span', { class: 'score' });
  const root = element('li', {}, name, element('span', { class: 'track' }, bar), value);
  if (hasScore) root.append(score);
  return { root, name, bar, value, score };
}
