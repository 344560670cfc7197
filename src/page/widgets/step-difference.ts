import { quantity } from '../../quantity.js';
import type { Difference, StepTrace } from '../trainer/trace.js';
import { positionOf } from '../unpack.js';
import { element } from './dom.js';
import { inputOf, sub } from './formulas.js';
import { minus } from './numbers.js';

/** Smaller float32 gradients have no exact digits to compare. */
const TINY = 1e-9;

/** The gradient of one parameter by back-propagation, the contribution of one image, and the numerical gradient. */
export function differenceView({ gradients }: StepTrace, difference: Difference, n: number): HTMLElement {
  const { name, index, h, above, below, inputs, deltas } = difference;
  const { shape, data } = gradients[name];
  const layer = Number(name.slice(1));
  const [from, to] = positionOf(shape, index);
  const gradient = data[index];
  const numerical = (above - below) / (2 * h);
  const delta = `δ${sub(layer)}[n, ${to}]`;
  const sum = from === undefined ? `Σₙ ${delta}` : `Σₙ ${inputOf(layer)}[n, ${from}] · ${delta}`;
  const product =
    from === undefined
      ? minus(deltas[n].toPrecision(5))
      : `${minus(inputs[n].toPrecision(5))} · ${minus(deltas[n].toPrecision(5))} = ${minus((inputs[n] * deltas[n]).toPrecision(5))}`;
  const rows: [string, string, string][] = [
    ['back-propagation', sum, minus(gradient.toPrecision(8))],
    ['contribution of the selected digit', 'its term of the sum', product],
    ['loss at w + h', `L(w + h), h = ${h}`, minus(above.toPrecision(14))],
    ['loss at w − h', 'L(w − h)', minus(below.toPrecision(14))],
    ['numerical gradient', '(L(w + h) − L(w − h)) / 2h', minus(numerical.toPrecision(8))],
  ];
  const cells = rows.map(([what, formula, value]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, what),
      element('td', { class: 'formula' }, formula),
      element('td', {}, value),
    ),
  );
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'numbers-frame', tabindex: 0, role: 'group', 'aria-label': `The gradient of ${name}` },
      element('table', { class: 'numbers' }, element('tbody', {}, ...cells)),
    ),
    element('p', { class: 'result' }, agreement(gradient, numerical)),
  );
}

function agreement(gradient: number, numerical: number): string {
  const scale = Math.max(Math.abs(gradient), Math.abs(numerical));
  if (scale === 0) return 'Both are 0: this parameter has no effect on these digits.';
  if (scale < TINY) return 'Both are too small to compare.';
  const digits = Math.floor(-Math.log10(Math.abs(gradient - numerical) / scale || 1e-8));
  if (digits >= 2) return `Both agree to ${quantity(Math.min(8, digits), 'digit')}.`;
  return 'They differ: for some digit, ±h moves a unit across the kink of its activation function, where the loss has no derivative.';
}
