import { NAMES } from '../names.js';

type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;
export type Child = Node | string;

/**
 * An HTML element. A function is a listener: `onclick`; `true` and `false` say whether an attribute is there. Text is
 * only ever text, so nothing in the data can become markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** A part of the page: a heading with the name that people search for, and one sentence in plain words about what is to be seen. */
export function section(id: string, title: string, explanation: Child, ...children: readonly Child[]): HTMLElement {
  const name = NAMES[id] ?? title;
  const small = name === title ? [] : [' ', element('small', {}, name.toLowerCase())];
  const heading = element('h2', { id: `${id}-title` }, title, ...small);
  const words = element('p', { class: 'explanation' }, explanation);
  return element('section', { id, 'aria-labelledby': `${id}-title`, 'data-name': name }, heading, words, ...children);
}

/** Words of no use on paper. */
export function onScreen(words: string): HTMLElement {
  return element('span', { class: 'on-screen' }, words);
}

/** Replaces the children of an element that say something else than those of a newer one; the others stay as they are. */
export function refresh(old: HTMLElement, newer: HTMLElement): void {
  for (const [i, child] of [...newer.children].entries()) {
    const before = old.children[i];
    if (!before) old.append(child);
    else if (before.textContent !== child.textContent) before.replaceWith(child);
  }
}
