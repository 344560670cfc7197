import type { Net } from '../net.js';
import type { PageData, TestImage } from '../page-data.js';
import { explainTerms } from './definitions.js';
import { element } from './dom.js';
import { describe, journey } from './journey.js';
import { digitPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';
import { VotesPanel } from './votes.js';

/** Pictures of test images as buttons, which open a dialog with the image's way through the net and its votes. */
export class ImageButtons {
  readonly #data: PageData;
  readonly #net: Net;
  readonly #pictures: UnitPictures;
  readonly dialog: HTMLDialogElement;

  constructor(data: PageData, net: Net, pictures: UnitPictures) {
    this.#data = data;
    this.#net = net;
    this.#pictures = pictures;
    this.dialog = element('dialog', { 'aria-label': 'An image on its way through the net' });
    // A click beside the dialog's content lands on the dialog itself.
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
    const way = journey(this.#data, this.#net, this.#pictures, image);
    const votes = new VotesPanel(this.#data, this.#net, this.#pictures);
    votes.show(image.pixels, this.#net.pass(image.pixels));
    const title = element('h3', {}, 'How the bias and the weights vote');
    this.dialog.replaceChildren(element('div', {}, close, heading, way, title, votes.root));
    explainTerms(this.dialog);
    this.dialog.showModal();
  }
}
