import { element } from './dom.js';

/** With more classes, a drop-down list replaces the buttons. */
const MAX_BUTTONS = 12;

/** Lets the user select one class, or none. */
export interface ClassChoice {
  readonly root: HTMLElement;
  /** Highlights a class. */
  show(k: number | undefined): void;
}

/** onChoose: called with undefined when the selection is cleared. */
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
  const select = element('select', { onchange }, element('option', { value: '' }, 'the predicted class'), ...options);
  return { root: element('label', {}, `${label}: `, select), show() {} };
}
