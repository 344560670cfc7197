import type { Passage } from '../net.js';
import type { PageData } from '../page-data.js';
import { element } from './dom.js';
import { probability } from './numbers.js';

/** What each member of a committee says of an image, and how sure it is. */
export interface MemberBars {
  readonly root: HTMLElement;
  /** undefined: there is no image. */
  show(passages: readonly Passage[] | undefined): void;
}

export function memberBars({ model: { classes }, committee }: PageData): MemberBars {
  const rows = (committee?.members ?? []).map(({ name }) => {
    const bar = element('span', { class: 'bar' });
    const answer = element('b', { class: 'said' });
    const value = element('span', { class: 'value' });
    const track = element('span', { class: 'track' }, bar);
    const root = element('li', {}, element('span', { class: 'class', title: name }, name), answer, track, value);
    return { root, bar, answer, value };
  });
  return {
    root: element(
      'ol',
      { class: 'bars members', 'aria-label': 'What each member says' },
      ...rows.map(({ root }) => root),
    ),
    show(passages) {
      for (const [i, { bar, answer, value }] of rows.entries()) {
        const passage = passages?.[i];
        const sure = passage?.outputs[passage.predicted] ?? 0;
        bar.style.transform = `scaleX(${sure})`;
        answer.textContent = passage ? classes[passage.predicted] : '';
        value.textContent = passage ? probability(sure) : '';
      }
    },
  };
}
