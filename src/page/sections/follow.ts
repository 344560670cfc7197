import type { Net } from '../net.js';
import { type PageData, sizesOf } from '../page-data.js';
import { section } from '../widgets/dom.js';
import { journey } from '../widgets/journey.js';
import { outputWords } from '../widgets/output-words.js';
import type { UnitPictures } from '../widgets/unit-pictures.js';

/** A few images on their way through the net, layer by layer. */
export function followSection(data: PageData, net: Net, pictures: UnitPictures): HTMLElement {
  const { architecture } = data.model;
  const units = architecture.hidden.length > 0 ? ' the response of each hidden unit (fuller cells respond more),' : '';
  const outputs = outputWords(architecture).areProbabilities
    ? 'a score for each class, and the probabilities made of the scores.'
    : 'an output for each class.';
  return section(
    'layers',
    'Layer by layer',
    `A few images on their way through the ${sizesOf(architecture)} net: pixels,${units} ${outputs}`,
    ...data.followed.map((image) => journey(data, net, pictures, image)),
  );
}
