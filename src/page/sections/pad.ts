import { isDrawable, LEAST_SIDE } from '../../image/drawable.js';
import { boxOf } from '../../image/mass.js';
import { mnistImage } from '../../image/mnist-image.js';
import type { Ink } from '../../image/picture.js';
import { readsDigits, remarkOn } from '../../image/remark.js';
import { expectedImages } from '../../image/views/views.js';
import type { Net, Prediction, Predictor } from '../net.js';
import type { PageData, UpdatableSection } from '../page-data.js';
import { type Child, element, section } from '../widgets/dom.js';
import { DrawingPad } from '../widgets/drawing-pad.js';
import { hiddenLayers } from '../widgets/hidden-layers.js';
import { OutputBars } from '../widgets/output-bars.js';
import { outputWords } from '../widgets/output-words.js';
import { digitPicture, paintDigit } from '../widgets/pictures.js';
import { samples } from '../widgets/samples.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';
import { VotesPanel } from '../widgets/votes.js';

const TITLE = 'Draw one yourself';

/** Shows further details of the prediction for a drawing. */
export interface PadView<P extends Prediction> {
  readonly parts: readonly HTMLElement[];
  /** prediction: undefined if there is no drawing. */
  show(pixels: Uint8Array, prediction: P | undefined): void;
}

/** A drawing pad with the net's prediction, updated with every pen movement and every update of the net. */
export function padSection(data: PageData, net: Net, pictures: UnitPictures): UpdatableSection {
  const hidden = hiddenLayers(data, pictures);
  const votes = new VotesPanel(data, net, pictures);
  votes.root.id = 'votes';
  votes.root.hidden = true;
  const controls = element('div', { class: 'controls' }, votesButton(votes));
  return padOf(data, net, {
    parts: [...hidden.map(({ root }) => root), controls, votes.root],
    show(pixels, prediction) {
      for (const [i, layer] of hidden.entries()) layer.show(prediction?.activations[i]);
      votes.show(pixels, prediction);
    },
  });
}

/** A drawing pad for a net or a committee. */
export function padOf<P extends Prediction>(data: PageData, net: Predictor<P>, view: PadView<P>): UpdatableSection {
  const { classes, architecture } = data.model;
  const { rows, columns } = data.dataset;
  if (!isDrawable(rows, columns)) {
    const root = section(
      'pad',
      TITLE,
      `There is no drawing pad: this net reads images of ${rows}×${columns} pixels, but drawings need square images of at least ` +
        `${LEAST_SIDE}×${LEAST_SIDE}.`,
    );
    return { root, update() {} };
  }
  const words = outputWords(architecture);
  const blank = new Uint8Array(rows * columns);
  const seen = digitPicture(blank, columns, 'The input of the net: your drawing, cropped, scaled and centred');
  const bars = new OutputBars(classes, words);
  const answer = element('p', { class: 'answer' });
  const spoken = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });

  const isOfDigits = readsDigits(data.model);
  const verdict = (prediction: Prediction | undefined, remark: string | undefined): Child[] => {
    if (!prediction) return ['Nothing to see yet.'];
    const { predicted, outputs } = prediction;
    const note = remark === undefined ? '' : `, but ${remark}`;
    return ['I see ', element('b', {}, classes[predicted]), ` (${words.text(outputs[predicted])})${note}`];
  };
  const look = (ink: Ink) => {
    const started = performance.now();
    const image = mnistImage(ink, rows, isOfDigits);
    const { isEmpty } = image;
    const pixels = net.applyView(image.pixels);
    const prediction = isEmpty ? undefined : net.predict(pixels);
    paintDigit(seen, pixels);
    bars.show(prediction);
    view.show(pixels, prediction);
    answer.replaceChildren(...verdict(prediction, isOfDigits && !isEmpty ? remarkOn(image) : undefined));
    performance.measure('stroke', { start: started });
  };
  const announce = () => {
    spoken.textContent = answer.textContent;
  };
  const pad = new DrawingPad(look, announce);
  pad.clear();
  const box = boxOf(rows);
  const { view: modelView } = data.model;
  const note =
    `cropped, scaled to ${box}×${box}, and centred by its centre of mass in ${rows}×${columns}, like MNIST` +
    (modelView ? `, then preprocessed, since this net expects ${expectedImages(modelView)}` : '');
  const root = section(
    'pad',
    TITLE,
    `Draw ${areDigits(classes) ? 'a digit' : 'one of its classes'} with the mouse, a finger or a pen. The prediction changes with ` +
      'every movement. Or start from a test image.',
    element(
      'div',
      { class: 'pad' },
      element(
        'div',
        { class: 'pad-paper' },
        pad.root,
        samples(data, (sample) => pad.start(sample)),
        element(
          'div',
          { class: 'controls' },
          button('Undo', () => pad.undo()),
          button('Clear', () => pad.clear()),
        ),
      ),
      element(
        'div',
        { class: 'pad-seen' },
        element('h3', {}, 'What the net sees'),
        seen,
        element('p', { class: 'note' }, note),
      ),
      element('div', { class: 'pad-bars' }, answer, spoken, bars.root),
    ),
    ...view.parts,
  );
  return { root, update: () => pad.redraw() };
}

function button(text: string, onclick: () => void): HTMLButtonElement {
  return element('button', { type: 'button', onclick }, text);
}

function votesButton(votes: VotesPanel): HTMLButtonElement {
  const made = button('Show how the bias and the weights vote', () => {
    made.setAttribute('aria-expanded', String(votes.toggle()));
  });
  made.setAttribute('aria-expanded', 'false');
  made.setAttribute('aria-controls', votes.root.id);
  return made;
}

function areDigits(classes: readonly string[]): boolean {
  return classes.length <= 10 && classes.every((name, k) => name === String(k));
}
