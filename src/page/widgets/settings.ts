import { STROKES } from '../../dataset/strokes/counts.js';
import { namesIn } from '../../documents/choices.js';
import { ACTIVATION_NAMES, ACTIVATIONS } from '../../layers/activations.js';
import { OPTIMIZERS } from '../../training/optimizers/optimizers.js';
import type { Counts } from '../training.js';
import { element } from './dom.js';

/** A form for the settings of a run. Other keys of the config keep their defaults. */
export interface Settings {
  readonly root: HTMLElement;
  /** The content of a config file. Input that is not a number stays a string, so that validation reports it. */
  read(): object;
}

/** counts: how many digits the page has; onChange: called when a setting changes. */
export function settingsForm(counts: Counts, onChange: () => void): Settings {
  const learningRate = input('learningRate', '0.1', 'decimal');
  const hidden = input('hidden', '50', 'text');
  const batchSize = input('batchSize', '100', 'numeric');
  const seed = input('seed', '0', 'numeric');
  const activation = select(
    'activation',
    ACTIVATION_NAMES.map((name) => [name, ACTIVATIONS[name].title]),
  );
  const optimizer = select(
    'optimizer',
    namesIn(OPTIMIZERS).map((name) => [name, name]),
  );
  const keys = element('div', { class: 'settings' });
  let ofOptimizer: readonly HTMLInputElement[] = [];
  const showKeys = () => {
    const { learningRate: own, keys: table } = OPTIMIZERS[optimizer.value as keyof typeof OPTIMIZERS];
    learningRate.value = String(own);
    const rows = Object.entries(table).map(
      ([name, key]) => [input(name, String(key.default), 'decimal'), key.means] as const,
    );
    ofOptimizer = rows.map(([field]) => field);
    keys.replaceChildren(...rows.map(([field, means]) => labelled(field.name, field, means)));
    keys.hidden = rows.length === 0;
  };
  showKeys();
  optimizer.addEventListener('change', showKeys);
  const root = element(
    'form',
    { 'aria-label': 'Settings', onchange: onChange, onsubmit: (event) => event.preventDefault() },
    element(
      'div',
      { class: 'settings' },
      labelled('learning rate', learningRate),
      labelled('hidden units', hidden, 'or 100, 100 for two layers'),
      labelled('activation', activation),
      labelled('batch size', batchSize),
      labelled('optimizer', optimizer),
      labelled('seed', seed),
    ),
    keys,
  );
  const numbers = (fields: readonly HTMLInputElement[]) =>
    Object.fromEntries(
      fields.filter(({ value }) => value.trim() !== '').map(({ name, value }) => [name, numberOf(value)]),
    );
  const read = () => ({
    dataset: 'strokes',
    ...((counts.train < STROKES.train || counts.test < STROKES.test) && { data: { limit: counts } }),
    ...numbers([seed]),
    hidden: hidden.value
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(numberOf),
    activation: activation.value,
    ...numbers([batchSize, learningRate]),
    optimizer: ofOptimizer.length > 0 ? { name: optimizer.value, ...numbers(ofOptimizer) } : optimizer.value,
  });
  return { root, read };
}

function numberOf(text: string): number | string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function input(name: string, value: string, inputmode: 'decimal' | 'numeric' | 'text'): HTMLInputElement {
  return element('input', { name, value, inputmode, autocomplete: 'off', spellcheck: 'false' });
}

function select(name: string, options: readonly (readonly [value: string, title: string])[]): HTMLSelectElement {
  return element('select', { name }, ...options.map(([value, title]) => element('option', { value }, title)));
}

function labelled(text: string, field: HTMLElement, hint?: string): HTMLElement {
  const words = element('span', {}, text);
  if (hint === undefined) return element('label', {}, words, field);
  return element('label', { title: hint }, words, field, element('small', {}, hint));
}
