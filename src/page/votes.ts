import { element } from './dom.js';
import type { Net, Passage } from './net.js';
import { signed } from './numbers.js';
import type { PageData } from './page-data.js';
import { signedPicture } from './pictures.js';
import { largeWeight, weightRows } from './units.js';

const MOST_VOTERS = 10;

/** How one score comes about: what each input of the last layer adds to it, z_j · W[j, k], and the bias b[k]. */
export interface Votes {
  readonly bias: number;
  readonly each: readonly number[];
}

export function votesFor({ network }: Net, inputs: ArrayLike<number>, k: number): Votes {
  const last = network.architecture.hidden.length + 1;
  const W = network.params[`W${last}`];
  const each = Array.from(inputs, (z, j) => z * W.get(j, k));
  return { bias: network.params[`b${last}`].get(k), each };
}

/** Shows for a class how the bias and the weights vote, of the image that is drawn. */
export class VotesPanel {
  readonly root: HTMLElement;
  readonly #data: PageData;
  readonly #net: Net;
  readonly #content = element('div', { class: 'vote-content' });
  readonly #choices: readonly HTMLButtonElement[];
  readonly #weights: readonly Float64Array[];
  readonly #scale: number;
  #chosen: number | undefined;
  #shown: { pixels: Uint8Array; passage: Passage } | undefined;

  constructor(data: PageData, net: Net) {
    this.#data = data;
    this.#net = net;
    this.#weights = weightRows(net);
    this.#scale = largeWeight(this.#weights);
    this.#choices = data.model.classes.map((name, k) => {
      const onclick = () => {
        this.#chosen = this.#chosen === k ? undefined : k;
        this.#render();
      };
      return element('button', { type: 'button', onclick }, name);
    });
    const choices = element(
      'div',
      { class: 'choices', role: 'group', 'aria-label': 'The class voted on' },
      ...this.#choices,
    );
    this.root = element('div', { class: 'votes', id: 'votes', hidden: true }, choices, this.#content);
  }

  show(pixels: Uint8Array, passage: Passage | undefined): void {
    this.#shown = passage && { pixels, passage };
    if (!this.root.hidden) this.#render();
  }

  toggle(): boolean {
    this.root.hidden = !this.root.hidden;
    this.#render();
    return !this.root.hidden;
  }

  #render(): void {
    const k = this.#chosen ?? this.#shown?.passage.predicted;
    for (const [i, choice] of this.#choices.entries()) choice.setAttribute('aria-pressed', String(i === k));
    if (!this.#shown || k === undefined) {
      this.#content.replaceChildren(element('p', { class: 'note' }, 'Draw something first.'));
      return;
    }
    const { pixels, passage } = this.#shown;
    const { classes, architecture } = this.#data.model;
    const hidden = passage.activations.at(-1);
    const votes = votesFor(this.#net, hidden ?? Float64Array.from(pixels, (byte) => byte / 255), k);
    const sum = (side: number) => votes.each.reduce((total, vote) => (vote * side > 0 ? total + vote : total), 0);
    const equation = element(
      'p',
      { class: 'equation' },
      `score of ${classes[k]} = bias ${signed(votes.bias)} `,
      element('span', { class: 'for' }, `${signed(sum(1))} for`),
      ' ',
      element('span', { class: 'against' }, `${signed(sum(-1))} against`),
      ` = ${signed(passage.scores[k])}`,
    );
    const picture = hidden
      ? this.#voters(votes, architecture.hidden.length === 1)
      : signedPicture(
          votes.each,
          this.#data.dataset.columns,
          Math.max(...votes.each.map(Math.abs)),
          'The votes of the pixels',
        );
    this.#content.replaceChildren(equation, picture);
  }

  /** The units with the strongest votes, for the class to the right, against it to the left. */
  #voters({ each }: Votes, isFirstLayer: boolean): HTMLElement {
    const order = [...each.keys()].sort((a, b) => Math.abs(each[b]) - Math.abs(each[a])).slice(0, MOST_VOTERS);
    const largest = Math.max(Math.abs(each[order[0]]), Number.MIN_VALUE);
    const rows = order.map((unit) => {
      const vote = each[unit];
      const bar = element('span', { class: vote < 0 ? 'bar against' : 'bar for' });
      bar.style.setProperty('--share', (Math.abs(vote) / largest).toFixed(3));
      const name = element('span', { class: 'class' }, `unit ${unit}`);
      const picture = isFirstLayer
        ? [signedPicture(this.#weights[unit], this.#data.dataset.columns, this.#scale, `The weights of unit ${unit}`)]
        : [];
      return element(
        'li',
        {},
        ...picture,
        name,
        element('span', { class: 'both' }, bar),
        element('span', { class: 'value' }, signed(vote)),
      );
    });
    return element('ol', { class: 'voters' }, ...rows);
  }
}
