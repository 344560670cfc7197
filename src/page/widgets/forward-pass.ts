import type { Net } from '../net.js';
import { type PageData, readAs, type TestImage } from '../page-data.js';
import { element } from './dom.js';
import { layerCells } from './hidden-layers.js';
import { OutputBars } from './output-bars.js';
import { outputWords } from './output-words.js';
import { digitPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';

/** The forward pass of one image: pixels, hidden layers, outputs. */
export function forwardPass(data: PageData, net: Net, { order }: UnitPictures, image: TestImage): HTMLElement {
  const { classes } = data.model;
  const input = net.applyView(image.pixels);
  const prediction = net.predict(input);
  const isRight = image.label === prediction.predicted;
  const hidden = prediction.activations.map((activations, i) => {
    const name = `Affine${i + 1} → ${net.hiddenLayers[i]}`;
    const cells = layerCells(name, activations.length, i === 0 ? order : undefined);
    cells.show(activations);
    return step(name, cells.root, activeUnits(activations));
  });
  const verdict = isRight
    ? `${classes[image.label]}, predicted correctly`
    : `${classes[image.label]}, predicted as ${classes[prediction.predicted]}`;
  const picture = digitPicture(input, data.dataset.columns, describe(data, image));
  const outputs = outputStep(data, `Affine${hidden.length + 1}`);
  outputs.bars.show(prediction, image.label);
  return element(
    'figure',
    { class: 'forward-pass' },
    element('figcaption', { class: isRight ? '' : 'wrong' }, verdict),
    element(
      'div',
      { class: 'steps' },
      step('pixels', picture, `test image ${image.index}`),
      ...hidden,
      step(outputs.name, outputs.bars.root, outputs.note),
    ),
  );
}

/** Test image 7: 2, read as 3 */
export function describe({ model: { classes } }: PageData, { index, label, predicted }: TestImage): string {
  return `Test image ${index}: ${classes[label]}, ${readAs(classes, label, predicted)}`;
}

function outputStep({ model: { classes, architecture } }: PageData, lastAffine: string) {
  const words = outputWords(architecture);
  return words.areProbabilities
    ? {
        name: `${lastAffine} → Softmax`,
        bars: new OutputBars(classes, words, { scores: true }),
        note: 'probabilities and scores',
      }
    : {
        name: lastAffine,
        bars: new OutputBars(classes, words),
        note: 'outputs; the target is 1 for the class and 0 elsewhere',
      };
}

function step(name: string, content: HTMLElement, note: string): HTMLElement {
  return element('div', { class: 'step' }, element('h3', {}, name), content, element('p', { class: 'note' }, note));
}

function activeUnits(activations: Float64Array): string {
  const active = activations.filter((z) => z !== 0).length;
  return active === activations.length ? 'all units are active' : `${active} of ${activations.length} units are active`;
}
