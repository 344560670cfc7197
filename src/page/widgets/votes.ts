import { quantity } from '../../quantity.js';
import type { Net, Prediction } from '../net.js';
import type { PageData } from '../page-data.js';
import { type ClassChoice, classChoice } from './class-choice.js';
import { element } from './dom.js';
import { signedPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';
import { type Step, waterfall } from './waterfall.js';

const MAX_VOTERS = 10;

/** Shows the votes (contributions to a class's score) of the bias, the last hidden layer and the pixels of an image. */
export class VotesPanel {
  readonly root: HTMLElement;
  readonly #data: PageData;
  readonly #net: Net;
  readonly #pictures: UnitPictures;
  readonly #content = element('div');
  readonly #choice: ClassChoice;
  readonly #rival: number | undefined;
  /** A cache: while the user draws, mostly the same units are shown. */
  readonly #voterPictures = new Map<number, HTMLCanvasElement>();
  #chosen: number | undefined;
  #shown: { pixels: Uint8Array; prediction: Prediction } | undefined;

  /** rival: subtract the votes for this class. */
  constructor(data: PageData, net: Net, pictures: UnitPictures, rival?: number) {
    this.#rival = rival;
    this.#data = data;
    this.#net = net;
    this.#pictures = pictures;
    this.#choice = classChoice('Votes for the class', data.model.classes, (k) => {
      this.#chosen = k;
      this.#render();
    });
    const sum =
      rival === undefined
        ? 'The score of a class is the sum of its bias and all votes'
        : `Bias and votes for the class, minus bias and votes for ${data.model.classes[rival]}; their sum is the difference of the scores`;
    const words = `${sum}. Each bar starts where the bar above ends.`;
    this.root = element(
      'div',
      { class: 'votes' },
      this.#choice.root,
      element('p', { class: 'note' }, words),
      this.#content,
    );
  }

  show(pixels: Uint8Array, prediction: Prediction | undefined): void {
    this.#shown = prediction && { pixels, prediction };
    if (!this.root.hidden) this.#render();
  }

  /** Returns whether the panel is visible now. */
  toggle(): boolean {
    this.root.hidden = !this.root.hidden;
    if (!this.root.hidden) this.#render();
    return !this.root.hidden;
  }

  #render(): void {
    const k = this.#chosen ?? this.#shown?.prediction.predicted;
    this.#choice.show(k);
    if (!this.#shown || k === undefined) {
      this.#content.replaceChildren(element('p', { class: 'note' }, 'Draw something first.'));
      return;
    }
    const { pixels, prediction } = this.#shown;
    const { classes } = this.#data.model;
    const rival = this.#rivalOf(k);
    const own = this.#net.votes(pixels, prediction, k);
    const other = rival === undefined ? undefined : this.#net.votes(pixels, prediction, rival);
    const each = own.each.map((vote, j) => vote - (other?.each[j] ?? 0));
    const hasUnits = prediction.activations.length > 0;
    const steps = hasUnits ? this.#units(each, prediction.activations.length === 1) : inkSteps(each);
    const total = `score of ${classes[k]}${rival === undefined ? '' : ` minus score of ${classes[rival]}`}`;
    const sums = waterfall([{ name: 'bias', value: own.bias - (other?.bias ?? 0) }, ...steps], total);
    const ballot = element('div', { class: 'ballot' }, this.#pixelVotes(pixels, k), sums);
    this.#content.replaceChildren(ballot);
  }

  /** The class whose votes are subtracted, if it is not k itself. */
  #rivalOf(k: number): number | undefined {
    return this.#rival === k ? undefined : this.#rival;
  }

  /** A picture of the pixels' votes. */
  #pixelVotes(pixels: Uint8Array, k: number): HTMLElement {
    const rival = this.#rivalOf(k);
    const against = rival === undefined ? undefined : this.#net.pixelVotes(pixels, rival);
    const votes = this.#net.pixelVotes(pixels, k).map((vote, i) => vote - (against?.[i] ?? 0));
    const { classes } = this.#data.model;
    const name = rival === undefined ? classes[k] : `${classes[k]} instead of ${classes[rival]}`;
    const largest = votes.reduce((most, vote) => Math.max(most, Math.abs(vote)), Number.MIN_VALUE);
    const picture = signedPicture(votes, this.#data.dataset.columns, largest, `The votes of the pixels for ${name}`);
    const caption = element('figcaption', {}, `red ink votes for ${name}, blue ink against it`);
    return element('figure', {}, picture, caption);
  }

  /** The units with the strongest votes, and the sum of all others. */
  #units(each: Float64Array, isFirstLayer: boolean): Step[] {
    const order = [...each.keys()].sort((a, b) => Math.abs(each[b]) - Math.abs(each[a]));
    const steps = order.slice(0, MAX_VOTERS).map((unit) => ({
      name: `unit ${unit}`,
      value: each[unit],
      ...(isFirstLayer && { picture: this.#pictureOf(unit) }),
    }));
    const others = order.slice(MAX_VOTERS);
    if (others.length === 0) return steps;
    return [...steps, { name: `${quantity(others.length, 'other unit')}`, value: sumOf(each, others) }];
  }

  #pictureOf(unit: number): HTMLCanvasElement {
    const picture = this.#voterPictures.get(unit) ?? this.#pictures.of(unit);
    this.#voterPictures.set(unit, picture);
    return picture;
  }
}

/** The sums of the positive and the negative votes of the pixels. */
function inkSteps(each: Float64Array): Step[] {
  const pixels = [...each.keys()];
  return [
    {
      name: 'ink for it',
      value: sumOf(
        each,
        pixels.filter((i) => each[i] > 0),
      ),
    },
    {
      name: 'ink against it',
      value: sumOf(
        each,
        pixels.filter((i) => each[i] < 0),
      ),
    },
  ];
}

function sumOf(each: Float64Array, indices: readonly number[]): number {
  return indices.reduce((sum, i) => sum + each[i], 0);
}
