import type { Passage } from '../net.js';
import { element } from './dom.js';
import { signed } from './numbers.js';
import { type OutputWords, topClasses } from './output-words.js';

/** Every class has its bar up to this many. */
const MAX_BARS = 12;
/** Bars that are shown of more classes. */
const TOP_BARS = 10;

interface Row {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly bar: HTMLElement;
  readonly value: HTMLElement;
  readonly score: HTMLElement;
}

/** A bar for the net's output of each class, or of the classes with the largest; the largest stands out. */
export class OutputBars {
  readonly root: HTMLElement;
  readonly #classes: readonly string[];
  readonly #words: OutputWords;
  readonly #rows: readonly Row[];

  /** scores: whether to write the scores beside the bars. */
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

  /** passage: undefined clears the bars; truth: the right class, which is marked. */
  show(passage: Passage | undefined, truth?: number): void {
    for (const [i, k] of this.#shown(passage, truth).entries()) {
      const { root, name, bar, value, score } = this.#rows[i];
      const output = passage?.outputs[k] ?? 0;
      name.textContent = this.#classes[k];
      bar.style.transform = `scaleX(${Math.min(1, Math.max(0, output))})`;
      value.textContent = passage ? this.#words.text(output) : '';
      score.textContent = passage ? signed(passage.scores[k], 1) : '';
      root.classList.toggle('best', passage?.predicted === k);
      root.classList.toggle('truth', truth === k);
    }
  }

  /** The classes that have a bar; if they are only some, the right one is always among them. */
  #shown(passage: Passage | undefined, truth: number | undefined): number[] {
    const count = this.#rows.length;
    if (!passage || count === this.#classes.length) return [...this.#rows.keys()];
    const top = topClasses(passage.outputs, count);
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
