import type { Net } from '../net.js';
import type { PageData, TestImage } from '../page-data.js';
import { explainTerms } from './definitions.js';
import { element } from './dom.js';
import { describe, forwardPass } from './forward-pass.js';
import { digitPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';
import { VotesPanel } from './votes.js';

/** Test images as buttons that open a dialog with an explanation of the prediction. */
export class ImageButtons {
  readonly #data: PageData;
  readonly #explain: (image: TestImage) => readonly HTMLElement[];
  readonly dialog: HTMLDialogElement;

  constructor(data: PageData, explain: (image: TestImage) => readonly HTMLElement[]) {
    this.#data = data;
    this.#explain = explain;
    this.dialog = element('dialog', { 'aria-label': 'Explanation of a prediction' });
    // A click outside the content has the dialog itself as its target.
    this.dialog.addEventListener('click', (event) => event.target === this.dialog && this.dialog.close());
  }

  make(image: TestImage): HTMLButtonElement {
    const description = describe(this.#data, image);
    const picture = digitPicture(image.pixels, this.#data.dataset.columns, '');
    picture.setAttribute('aria-hidden', 'true');
    const onclick = () => this.#open(image);
    return element(
      'button',
      { type: 'button', class: 'image', title: description, 'aria-label': description, onclick },
      picture,
    );
  }

  #open(image: TestImage): void {
    const close = element('button', { type: 'button', class: 'close', onclick: () => this.dialog.close() }, 'Close');
    const heading = element('h2', {}, describe(this.#data, image));
    this.dialog.replaceChildren(element('div', {}, close, heading, ...this.#explain(image)));
    explainTerms(this.dialog);
    this.dialog.showModal();
  }
}

/** Explains a prediction by the forward pass and the votes. */
export function explainByNet(data: PageData, net: Net, pictures: UnitPictures) {
  return (image: TestImage): HTMLElement[] => {
    const { label } = image;
    const pixels = net.applyView(image.pixels);
    const prediction = net.predict(pixels);
    const { classes } = data.model;
    const isRight = prediction.predicted === label;
    const votes = new VotesPanel(data, net, pictures, isRight ? undefined : label);
    votes.show(pixels, prediction);
    const why = `Why it predicts ${classes[prediction.predicted]} instead of ${classes[label]}`;
    const title = element('h3', {}, isRight ? 'How the bias and the weights vote' : why);
    return [forwardPass(data, net, pictures, image), title, votes.root];
  };
}
