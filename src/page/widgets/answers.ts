import { type PageData, readAs, type TestImage } from '../page-data.js';
import { element } from './dom.js';

/** The prediction of each committee member for a test image; correct ones are highlighted. */
export function answers({ model: { classes }, committee }: PageData, { answers, label }: TestImage): HTMLElement {
  const items = [...answers].map((k, i) => {
    const title = `${committee?.members[i].name}: ${readAs(classes, label, k)}`;
    return element('li', { class: k === label ? 'right' : 'wrong', title }, classes[k]);
  });
  return element('ol', { class: 'answers', 'aria-label': 'Predictions of the members' }, ...items);
}
