import type { Config } from '../../config/schema.js';
import { OPTIMIZERS } from '../../training/optimizers/optimizers.js';
import type { StepTrace } from '../trainer/trace.js';
import { positionOf } from '../unpack.js';
import { element } from './dom.js';
import { formulas } from './formulas.js';
import { minus } from './numbers.js';

/** The update of one parameter: the optimizer's formula, and the values before and after. */
export function updateView(trace: StepTrace, { optimizer }: Config, name: string, index: number): HTMLElement {
  const { parameters, gradients, memory, learningRate } = trace;
  const { formula, state } = OPTIMIZERS[optimizer.name];
  const text = (x: number) => minus(x.toPrecision(8));
  const [before, after] = parameters.map((arrays) => arrays[name].data[index]);
  const [from, to] = positionOf(parameters[0][name].shape, index);
  const title = `${name}[${from === undefined ? to : `${from}, ${to}`}]`;
  const constants = Object.entries({ rate: learningRate, ...optimizer }).filter(([key]) => key !== 'name');
  const rows: [string, string, string][] = [
    ['dW, the gradient', text(gradients[name].data[index]), ''],
    ...state.map((letter): [string, string, string] => {
      const [was, is] = memory.map((arrays) => arrays[`${letter}.${name}`].data[index]);
      return [`${letter}, state of the optimizer`, text(was), text(is)];
    }),
    [title, text(before), text(after)],
  ];
  const cells = rows.map(([what, was, is]) =>
    element('tr', {}, element('th', { scope: 'row' }, what), element('td', {}, was), element('td', {}, is)),
  );
  return element(
    'div',
    {},
    formulas([...formula, constants.map(([key, value]) => `${key} = ${value}`).join(', ')]),
    element(
      'div',
      { class: 'numbers-frame', tabindex: 0, role: 'group', 'aria-label': `The update of ${title}` },
      element(
        'table',
        { class: 'numbers' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...['', 'before', 'after'].map((head) => element(head ? 'th' : 'td', head ? { scope: 'col' } : {}, head)),
          ),
        ),
        element('tbody', {}, ...cells),
      ),
    ),
  );
}
