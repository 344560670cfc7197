import { element } from './dom.js';
import { decimal, minus, signed } from './numbers.js';

/** The scores s, probabilities y and labels t of one image, and δ = (y − t) / N. */
export function scoresTable(
  scores: readonly number[],
  probabilities: readonly number[],
  label: number,
  N: number,
): HTMLElement {
  const head = ['class', 's', 'y', 't', 'y − t', 'δ = (y − t) / N'];
  const rows = scores.map((score, k) => {
    const t = k === label ? 1 : 0;
    const y = probabilities[k];
    const cells = [
      decimal(score, 4),
      y.toPrecision(4),
      String(t),
      signed(y - t, 4),
      minus(((y - t) / N).toExponential(3)),
    ];
    const texts = cells.map((text) => element('td', {}, text));
    return element('tr', { class: t === 1 ? 'truth' : '' }, element('th', { scope: 'row' }, String(k)), ...texts);
  });
  return element(
    'div',
    {
      class: 'numbers-frame',
      tabindex: 0,
      role: 'group',
      'aria-label': 'Scores and probabilities of the selected digit',
    },
    element(
      'table',
      { class: 'numbers' },
      element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, ...rows),
    ),
  );
}
