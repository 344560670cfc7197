import type { Net, Passage, Votes } from '../net.js';
import type { PageData } from '../page-data.js';
import { type ClassChoice, classChoice } from './class-choice.js';
import { element } from './dom.js';
import { signed } from './numbers.js';
import { signedPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';

const MOST_VOTERS = 10;

/** Shows how the bias, the units of the last hidden layer and the pixels of an image vote for a class. */
export class VotesPanel {
  readonly root: HTMLElement;
  readonly #data: PageData;
  readonly #net: Net;
  readonly #pictures: UnitPictures;
  readonly #content = element('div');
  readonly #choice: ClassChoice;
  /** Pictures of the units that have voted; as one draws, mostly the same ones vote. */
  readonly #voterPictures = new Map<number, HTMLCanvasElement>();
  #chosen: number | undefined;
  #shown: { pixels: Uint8Array; passage: Passage } | undefined;

  constructor(data: PageData, net: Net, pictures: UnitPictures) {
    this.#data = data;
    this.#net = net;
    this.#pictures = pictures;
    this.#choice = classChoice('The class voted on', data.model.classes, (k) => {
      this.#chosen = k;
      this.#render();
    });
    this.root = element('div', { class: 'votes' }, this.#choice.root, this.#content);
  }

  show(pixels: Uint8Array, passage: Passage | undefined): void {
    this.#shown = passage && { pixels, passage };
    if (!this.root.hidden) this.#render();
  }

  /** Returns whether the panel is visible now. */
  toggle(): boolean {
    this.root.hidden = !this.root.hidden;
    if (!this.root.hidden) this.#render();
    return !this.root.hidden;
  }

  #render(): void {
    const k = this.#chosen ?? this.#shown?.passage.predicted;
    this.#choice.show(k);
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

  /** The ink that votes for the class, and against it. */
  #pixelVotes(pixels: Uint8Array, k: number): HTMLElement {
    const votes = this.#net.pixelVotes(pixels, k);
    const name = this.#data.model.classes[k];
    const largest = votes.reduce((most, vote) => Math.max(most, Math.abs(vote)), Number.MIN_VALUE);
    const picture = signedPicture(votes, this.#data.dataset.columns, largest, `The votes of the pixels for ${name}`);
    const caption = element('figcaption', {}, `red ink votes for ${name}, blue ink against it`);
    return element('figure', {}, picture, caption);
  }

  /** The units with the strongest votes: bars to the right are for the class, to the left against it. */
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
