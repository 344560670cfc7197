import { grouped, quantity } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { decimal } from '../widgets/numbers.js';
import { wideTable } from '../widgets/wide-table.js';

type Health = NonNullable<PageData['health']>;
type Facts = Health['facts'];

/** How large weights, gradients and updates are, how many units still learn, and what is likely wrong if anything is. */
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
        `Try this: ${diagnosis.hint}.`,
      )
    : element(
        'p',
        { class: 'diagnosis' },
        element('b', {}, 'Yes. '),
        'None of the usual faults of training is to be seen.',
      );
  return section(
    'health',
    'Is it healthy?',
    'What was measured at the end of training, on 2,000 of its images at most: the norm of each weight matrix, and the norms ' +
      'of its gradient and of its last update as parts of that. A dead unit is 0 for every image; a saturated one answers ' +
      `nearly all of them where its slope is almost flat. ${lossWords(facts)}`,
    verdict,
    wideTable('Layers', head, rows),
  );
}

function lossWords({ loss, chance, iterations }: Facts): string {
  const path =
    loss.departedAt === null
      ? 'and never left its path'
      : `and left its path at update ${grouped(loss.departedAt)}, where it rose to 1.5 times where it began`;
  return (
    `In ${quantity(iterations, 'update')} the loss went from ${loss.start.toPrecision(3)} to ${loss.end.toPrecision(3)} ` +
    `(guessing has ${chance.loss.toPrecision(3)}) ${path}.`
  );
}

/** A norm as a part of another: 1.2e−3. */
function relative(norm: number, of: number): string {
  if (norm === 0) return '0';
  return of === 0 ? '–' : (norm / of).toExponential(1).replace('-', '−');
}
