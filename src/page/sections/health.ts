import { grouped, quantity } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { decimal } from '../widgets/numbers.js';
import { wideTable } from '../widgets/wide-table.js';

type Health = NonNullable<PageData['health']>;
type Facts = Health['facts'];

/** Norms of weights, gradients and updates, dead and saturated units, and the likely problem of the run. */
export function healthSection({ facts, diagnosis }: Health): HTMLElement {
  const head = ['layer', 'weights', 'gradient', 'last update', 'dead units', 'saturated'];
  const rows = facts.layers.map((layer) => {
    const { name, inputs, outputs, weights, gradient, update, units } = layer;
    const ofUnits = (count: number | undefined) =>
      count === undefined ? '–' : `${grouped(count)} of ${grouped(outputs)}`;
    const cells = [
      decimal(weights),
      relative(gradient, weights),
      relative(update, weights),
      ofUnits(units?.end.dead),
      ofUnits(units?.end.saturated),
    ];
    return [`${name} (${inputs}×${outputs})`, ...cells];
  });
  const verdict = diagnosis
    ? element(
        'p',
        { class: 'diagnosis' },
        element('b', {}, 'Probably not: '),
        `${diagnosis.sentence}. `,
        `To fix it: ${diagnosis.hint}.`,
      )
    : element('p', { class: 'diagnosis' }, element('b', {}, 'Yes. '), 'No common problem of training was found.');
  return section(
    'health',
    'Is it healthy?',
    'Measured at the end of training, on at most 2,000 training images: the norm of each weight matrix, and the norms of its ' +
      'gradient and its last update, divided by the norm of the weights. A dead unit is 0 for every image. A saturated unit has ' +
      `almost all its outputs where its activation function is flat. ${lossWords(facts)}`,
    verdict,
    wideTable('Layers', head, rows),
  );
}

function lossWords({ loss, chance, iterations }: Facts): string {
  const path =
    loss.departedAt === null
      ? 'and never rose far above its start'
      : `and rose to 1.5 times its start at update ${grouped(loss.departedAt)}`;
  return (
    `In ${quantity(iterations, 'update')} the loss went from ${loss.start.toPrecision(3)} to ${loss.end.toPrecision(3)} ` +
    `(guessing gives ${chance.loss.toPrecision(3)}) ${path}.`
  );
}

/** norm / of, as 1.2e−3. */
function relative(norm: number, of: number): string {
  if (norm === 0) return '0';
  return of === 0 ? '–' : (norm / of).toExponential(1).replace('-', '−');
}
