import type { Net, Passage, Votes } from '../net.js';
import type { PageData } from '../page-data.js';
import { element } from './dom.js';
import { signed } from './numbers.js';
import { signedPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';

const MOST_VOTERS = 10;

/** Shows for a class how the bias, the units of the last hidden layer and the pixels of an image vote. */
export class VotesPanel {
  readonly root: HTMLElement;
  readonly #data: PageData;
  readonly #net: Net;
  readonly #pictures: UnitPictures;
  readonly #content = element('div');
  readonly #choices: readonly HTMLButtonElement[];
  /** Of the units that have voted: while one draws they are much the same. */
  readonly #voterPictures = new Map<number, HTMLCanvasElement>();
  #chosen: number | undefined;
  #shown: { pixels: Uint8Array; passage: Passage } | undefined;

  constructor(data: PageData, net: Net, pictures: UnitPictures) {
    this.#data = data;
    this.#net = net;
    this.#pictures = pictures;
    this.#choices = data.model.classes.map((name, k) => {
      const onclick = () => {
        this.#chosen = this.#chosen === k ? undefined : k;
        this.#render();
      };
      return element('button', { type: 'button', onclick }, name);
    });
    const group = { class: 'choices', role: 'group', 'aria-label': 'The class voted on' };
    this.root = element('div', { class: 'votes' }, element('div', group, ...this.#choices), this.#content);
  }

  show(pixels: Uint8Array, passage: Passage | undefined): void {
    this.#shown = passage && { pixels, passage };
    if (!this.root.hidden) this.#render();
  }

  toggle(): boolean {
    this.root.hidden = !this.root.hidden;
    if (!this.root.hidden) this.#render();
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
    const { classes } = this.#data.model;
    const votes = this.#net.votes(pixels, passage, k);
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
    const voters = passage.activations.length > 0 ? [this.#voters(votes, passage.activations.length === 1)] : [];
    const ballot = element('div', { class: 'ballot' }, this.#pixelVotes(pixels, k), ...voters);
    this.#content.replaceChildren(equation, ballot);
  }

  /** The ink that speaks for the class, and against it. */
  #pixelVotes(pixels: Uint8Array, k: number): HTMLElement {
    const votes = this.#net.pixelVotes(pixels, k);
    const name = this.#data.model.classes[k];
    const largest = votes.reduce((most, vote) => Math.max(most, Math.abs(vote)), Number.MIN_VALUE);
    const picture = signedPicture(votes, this.#data.dataset.columns, largest, `The votes of the pixels for ${name}`);
    const caption = element('figcaption', {}, `red ink speaks for ${name}, blue ink against it`);
    return element('figure', {}, picture, caption);
  }

  /** The units with the strongest votes, for the class to the right, against it to the left. */
  #voters({ each }: Votes, isFirstLayer: boolean): HTMLElement {
    const order = [...each.keys()].sort((a, b) => Math.abs(each[b]) - Math.abs(each[a])).slice(0, MOST_VOTERS);
    const largest = Math.max(Math.abs(each[order[0]]), Number.MIN_VALUE);
    const rows = order.map((unit) => {
      const vote = each[unit];
      const bar = element('span', { class: vote < 0 ? 'bar against' : 'bar for' });
      bar.style.setProperty('--share', (Math.abs(vote) / largest).toFixed(3));
      return element(
        'li',
        {},
        ...(isFirstLayer ? [this.#pictureOf(unit)] : []),
        element('span', { class: 'class' }, `unit ${unit}`),
        element('span', { class: 'both' }, bar),
        element('span', { class: 'value' }, signed(vote)),
      );
    });
    return element('ol', { class: 'voters' }, ...rows);
  }
  #pictureOf(unit: number): HTMLCanvasElement {
    const picture = this.#voterPictures.get(unit) ?? this.#pictures.of(unit);
    this.#voterPictures.set(unit, picture);
    return picture;
  }
}
