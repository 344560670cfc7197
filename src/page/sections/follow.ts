import type { Net } from '../net.js';
import { type PageData, sizesOf, type TestImage } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { probability } from '../widgets/numbers.js';
import { LayerCells, ProbabilityBars } from '../widgets/passage-view.js';
import { digitPicture } from '../widgets/pictures.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';
import { VotesPanel } from '../widgets/votes.js';

/** A few images on their way through the net, layer by layer. */
export function followSection(data: PageData, net: Net, pictures: UnitPictures): HTMLElement {
  const { architecture } = data.model;
  const units =
    architecture.hidden.length > 0 ? ' the units that answer to them (the fuller the cell, the stronger),' : '';
  return section(
    'layers',
    'Layer by layer',
    `A few images on their way through ${sizesOf(architecture)}: pixels,${units} a score for each class, and the ` +
      'probabilities made of these.',
    ...data.followed.map((image) => journey(data, net, pictures, image)),
  );
}

/** One image beside all that the net makes of it. */
function journey(data: PageData, net: Net, { order }: UnitPictures, image: TestImage): HTMLElement {
  const { classes, architecture } = data.model;
  const passage = net.pass(image.pixels);
  const isRight = image.label === passage.predicted;
  const steps = passage.activations.map((activations, i) => {
    const activation = architecture.activation === 'relu' ? 'Relu' : 'Sigmoid';
    const active = activations.filter((z) => z > 0).length;
    const name = `Affine${i + 1} → ${activation}${i + 1}`;
    const cells = new LayerCells(name, activations.length, i === 0 ? order : undefined);
    cells.show(activations);
    const note = architecture.activation === 'relu' ? `${active} of ${activations.length} units answer` : 'all answer';
    return step(name, cells.root, note);
  });
  const bars = new ProbabilityBars(classes, { scores: true });
  bars.show(passage, image.label);
  const verdict = isRight
    ? `It is ${classes[image.label]}, and the net says so.`
    : `It is ${classes[image.label]}; the net says ${classes[passage.predicted]}.`;
  return element(
    'figure',
    { class: 'journey' },
    element('figcaption', { class: isRight ? '' : 'wrong' }, verdict),
    element(
      'div',
      { class: 'steps' },
      step(
        'pixels',
        digitPicture(image.pixels, data.dataset.columns, describe(data, image)),
        `test image ${image.index}`,
      ),
      ...steps,
      step(
        `Affine${architecture.hidden.length + 1} → Softmax`,
        bars.root,
        'probabilities, and the scores they come from',
      ),
    ),
  );
}

function step(name: string, content: HTMLElement, note: string): HTMLElement {
  return element('div', { class: 'step' }, element('h3', {}, name), content, element('p', { class: 'note' }, note));
}

function describe({ model: { classes } }: PageData, { index, label, predicted }: TestImage): string {
  const said = label === predicted ? 'read rightly' : `read as ${classes[predicted]}`;
  return `Test image ${index}: ${classes[label]}, ${said}`;
}

/** The picture of a test image as a button that shows its journey, and the votes. */
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
    // a click beside the dialog's content lands on the dialog itself
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
    this.dialog.showModal();
  }
}

/** The classes a net finds likeliest, with what it gives each: `7 93.1 %, 2 6.5 %`. */
export function likeliest(classes: readonly string[], probabilities: Float64Array, count: number): [string, string][] {
  return [...probabilities.keys()]
    .sort((a, b) => probabilities[b] - probabilities[a])
    .slice(0, count)
    .map((k) => [classes[k], probability(probabilities[k])]);
}
