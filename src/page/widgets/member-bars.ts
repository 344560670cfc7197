import type { Prediction } from '../net.js';
import type { PageData } from '../page-data.js';
import { element } from './dom.js';
import { probability } from './numbers.js';

/** The prediction and confidence of each committee member for an image. */
export interface MemberBars {
  readonly root: HTMLElement;
  /** undefined: there is no image. */
  show(predictions: readonly Prediction[] | undefined): void;
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
      { class: 'bars members', 'aria-label': 'Predictions of the members' },
      ...rows.map(({ root }) => root),
    ),
    show(predictions) {
      for (const [i, { bar, answer, value }] of rows.entries()) {
        const prediction = predictions?.[i];
        const sure = prediction?.outputs[prediction.predicted] ?? 0;
        bar.style.transform = `scaleX(${sure})`;
        answer.textContent = prediction ? classes[prediction.predicted] : '';
        value.textContent = prediction ? probability(sure) : '';
      }
    },
  };
}
