import { ACTIVATIONS } from '../../layers/activations.js';
import type { Architecture } from '../../network/network.js';
import { element } from './dom.js';

/** Lines of formulas. */
export function formulas(lines: readonly string[]): HTMLElement {
  return element('div', { class: 'formulas' }, ...lines.map((line) => element('p', {}, line)));
}

/** Formulas of the forward pass, from pixels x to probabilities y, for every image n of a batch. */
export function forwardFormulas({ hidden, activation }: Architecture): string[] {
  const { title, formula } = ACTIVATIONS[activation];
  const last = hidden.length + 1;
  return [
    ...hidden.flatMap((_, i) => [
      `a${sub(i + 1)} = ${inputOf(i + 1)} W${sub(i + 1)} + b${sub(i + 1)}`,
      `z${sub(i + 1)} = f(a${sub(i + 1)})`,
    ]),
    ...(hidden.length > 0 ? [`f(a) = ${formula} (${title})`] : []),
    `s = ${inputOf(last)} W${sub(last)} + b${sub(last)}`,
    'y[k] = exp(s[k]) / Σᵢ exp(s[i])',
  ];
}

/** Formulas of back-propagation, from the loss to the gradients of all parameters. */
export function backwardFormulas({ hidden, activation }: Architecture): string[] {
  const last = hidden.length + 1;
  const lines = [`δ${sub(last)} = (y − t) / N`, ...gradients(last)];
  for (let i = last - 1; i >= 1; i--) {
    lines.push(`δ${sub(i)} = δ${sub(i + 1)} W${sub(i + 1)}ᵀ · f′(a${sub(i)})`, ...gradients(i));
  }
  if (hidden.length > 0) lines.push(`f′(a) = ${ACTIVATIONS[activation].slope}`);
  return lines;
}

function gradients(layer: number): string[] {
  return [`∂L/∂W${sub(layer)} = ${inputOf(layer)}ᵀ δ${sub(layer)},  ∂L/∂b${sub(layer)} = Σₙ δ${sub(layer)}[n]`];
}

/** The name of an Affine layer's input. */
export function inputOf(layer: number): string {
  return layer === 1 ? 'x' : `z${sub(layer - 1)}`;
}

/** 12 as ₁₂ */
export function sub(n: number): string {
  return String(n).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]);
}
