import { NAMES } from '../names.js';

type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;
export type Child = Node | string;

/**
 * Creates an HTML element. A function becomes an event listener (`onclick`); `true` sets an empty attribute, `false` none. Strings
 * become text nodes, so no data can become markup.
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

/** A section of the page: a plain title, its standard name, an explanation, and the content. */
export function section(id: string, title: string, explanation: Child, ...children: readonly Child[]): HTMLElement {
  const name = NAMES[id] ?? title;
  const small = name === title ? [] : [' ', element('small', {}, name.toLowerCase())];
  const heading = element('h2', { id: `${id}-title` }, title, ...small);
  const words = element('p', { class: 'explanation' }, explanation);
  return element('section', { id, 'aria-labelledby': `${id}-title`, 'data-name': name }, heading, words, ...children);
}

/** Text that is hidden in print. */
export function onScreen(words: string): HTMLElement {
  return element('span', { class: 'on-screen' }, words);
}

/** Replaces the children of `old` whose text differs from `newer`; keeps the others. */
export function refresh(old: HTMLElement, newer: HTMLElement): void {
  for (const [i, child] of [...newer.children].entries()) {
    const before = old.children[i];
    if (!before) old.append(child);
    else if (before.textContent !== child.textContent) before.replaceWith(child);
  }
}
