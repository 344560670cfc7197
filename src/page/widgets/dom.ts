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

/** A part of the page: a heading to follow, and one sentence in plain words about what is to be seen. */
export function section(id: string, title: string, explanation: Child, ...children: readonly Child[]): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title);
  const words = element('p', { class: 'explanation' }, explanation);
  return element('section', { id, 'aria-labelledby': `${id}-title` }, heading, words, ...children);
}

/** Words of no use on paper. */
export function onScreen(words: string): HTMLElement {
  return element('span', { class: 'on-screen' }, words);
}

/** Replaces the children of an element that say something else than those of a newer one; the others stay as they are. */
export function refresh(old: HTMLElement, newer: HTMLElement): void {
  for (const [i, child] of [...newer.children].entries()) {
    if (old.children[i].textContent !== child.textContent) old.children[i].replaceWith(child);
  }
}
