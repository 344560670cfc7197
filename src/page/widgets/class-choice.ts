import { element } from './dom.js';

/** Up to this many classes are buttons, more are a list to choose from. */
const MAX_BUTTONS = 12;

/** A choice of one class, or of none. */
export interface ClassChoice {
  readonly root: HTMLElement;
  /** Marks a class. */
  show(k: number | undefined): void;
}

/** onChoose: called with undefined when the choice is taken back. */
export function classChoice(
  label: string,
  classes: readonly string[],
  onChoose: (k: number | undefined) => void,
): ClassChoice {
  return classes.length > MAX_BUTTONS ? list(label, classes, onChoose) : buttons(label, classes, onChoose);
}

function buttons(label: string, classes: readonly string[], onChoose: (k: number | undefined) => void): ClassChoice {
  let chosen: number | undefined;
  const choices = classes.map((name, k) => {
    const onclick = () => {
      chosen = chosen === k ? undefined : k;
      onChoose(chosen);
    };
    return element('button', { type: 'button', onclick }, name);
  });
  return {
    root: element('div', { class: 'choices', role: 'group', 'aria-label': label }, ...choices),
    show(k) {
      for (const [i, choice] of choices.entries()) choice.setAttribute('aria-pressed', String(i === k));
    },
  };
}

function list(label: string, classes: readonly string[], onChoose: (k: number | undefined) => void): ClassChoice {
  const options = classes.map((name, k) => element('option', { value: k }, name));
  const onchange = () => onChoose(select.value === '' ? undefined : Number(select.value));
  const select = element('select', { onchange }, element('option', { value: '' }, 'what the net says'), ...options);
  return { root: element('label', {}, `${label}: `, select), show() {} };
}
