import type { Net } from '../net.js';
import { type PageData, sizesOf } from '../page-data.js';
import { section } from '../widgets/dom.js';
import { forwardPass } from '../widgets/forward-pass.js';
import { outputWords } from '../widgets/output-words.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';

/** The forward pass of a few images, layer by layer. */
export function layersSection(data: PageData, net: Net, pictures: UnitPictures): HTMLElement {
  const { architecture } = data.model;
  const units = architecture.hidden.length > 0 ? ' the activation of each hidden unit (fuller cells are larger),' : '';
  const outputs = outputWords(architecture).areProbabilities
    ? 'the scores of the classes and their probabilities.'
    : 'the output for each class.';
  return section(
    'layers',
    'Layer by layer',
    `How the ${sizesOf(architecture)} net processes a few images: pixels,${units} ${outputs}`,
    ...data.followed.map((image) => forwardPass(data, net, pictures, image)),
  );
}
