import type { Net } from '../net.js';
import { type PageData, readAs, type TestImage } from '../page-data.js';
import { element } from './dom.js';
import { layerCells } from './hidden-layers.js';
import { OutputBars } from './output-bars.js';
import { outputWords } from './output-words.js';
import { digitPicture } from './pictures.js';
import type { UnitPictures } from './unit-pictures.js';

/** One image on its way through the net: its pixels, the hidden layers, the outputs. */
export function journey(data: PageData, net: Net, { order }: UnitPictures, image: TestImage): HTMLElement {
  const { classes } = data.model;
  const seen = net.seen(image.pixels);
  const passage = net.pass(seen);
  const isRight = image.label === passage.predicted;
  const hidden = passage.activations.map((activations, i) => {
    const name = `Affine${i + 1} → ${net.hiddenLayers[i]}`;
    const cells = layerCells(name, activations.length, i === 0 ? order : undefined);
    cells.show(activations);
    return step(name, cells.root, respondingUnits(activations));
  });
  const verdict = isRight
    ? `It is ${classes[image.label]}, and the net says so.`
    : `It is ${classes[image.label]}; the net says ${classes[passage.predicted]}.`;
  const picture = digitPicture(seen, data.dataset.columns, describe(data, image));
  const outputs = outputStep(data, `Affine${hidden.length + 1}`);
  outputs.bars.show(passage, image.label);
  return element(
    'figure',
    { class: 'journey' },
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
        note: 'probabilities, and the scores they come from',
      }
    : {
        name: lastAffine,
        bars: new OutputBars(classes, words),
        note: 'outputs: 1 is wanted at the class, 0 elsewhere',
      };
}

function step(name: string, content: HTMLElement, note: string): HTMLElement {
  return element('div', { class: 'step' }, element('h3', {}, name), content, element('p', { class: 'note' }, note));
}

function respondingUnits(activations: Float64Array): string {
  const responding = activations.filter((z) => z !== 0).length;
  return responding === activations.length
    ? 'all units respond'
    : `${responding} of ${activations.length} units respond`;
}
