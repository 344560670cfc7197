import { type PageData, readAs, type TestImage } from '../page-data.js';
import { element } from './dom.js';

/** What each member of a committee says of a test image, in their order; the right answers stand out. */
export function answers({ model: { classes }, committee }: PageData, { answers, label }: TestImage): HTMLElement {
  const items = [...answers].map((k, i) => {
    const title = `${committee?.members[i].name}: ${readAs(classes, label, k)}`;
    return element('li', { class: k === label ? 'right' : 'wrong', title }, classes[k]);
  });
  return element('ol', { class: 'answers', 'aria-label': 'What the members say' }, ...items);
}
