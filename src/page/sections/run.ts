import type { Architecture } from '../../network/network.js';
import { grouped } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { element, section } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

/** The results of the run, and the commands that repeat it. */
export function runSection({ model, metrics, calibration, commands, committee }: PageData): HTMLElement {
  const { accuracy, interval, correct, count } = metrics;
  const nets = committee?.members ?? [model];
  const parameters = nets.reduce((sum, { architecture }) => sum + countParameters(architecture), 0);
  const figures: (readonly [value: string, name: string])[] = [
    [percent(accuracy, 2), 'accuracy'],
    [grouped(count - correct), `wrong of ${grouped(count)}`],
    [metrics.loss.toPrecision(3), 'mean loss'],
    [grouped(parameters), 'parameters learned'],
    ...(calibration ? [[percent(calibration.error), 'calibration error'] as const] : []),
  ];
  return section(
    'run',
    'Summary',
    `On further images of this kind, expect an accuracy between ${percent(interval[0])} and ${percent(interval[1])}.`,
    element(
      'dl',
      { class: 'figures' },
      ...figures.map(([value, name]) => element('div', {}, element('dd', {}, value), element('dt', {}, name))),
    ),
    element('p', { class: 'explanation' }, 'To repeat this run and make this page:'),
    element('pre', { tabindex: 0 }, element('code', {}, commands.join('\n'))),
    element(
      'details',
      {},
      element(
        'summary',
        {},
        committee ? `The whole config of ${committee.members[0].name}` : 'The whole config of the run',
      ),
      element('pre', { tabindex: 0 }, element('code', {}, JSON.stringify(model.training.config ?? {}, null, 2))),
    ),
  );
}

/** The number of weights and biases. */
function countParameters({ input, hidden, output }: Architecture): number {
  const sizes = [input, ...hidden, output];
  return sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i] + 1) * size, 0);
}
