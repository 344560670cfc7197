import { element } from './dom.js';

/** A sticky line of links to the sections. If it is too narrow, a button shows all. */
export function contents(sections: readonly HTMLElement[]): HTMLElement {
  const links = sections.map(({ id, dataset }) =>
    element('li', {}, element('a', { href: `#${id}` }, dataset.name ?? id)),
  );
  const show = (isWhole: boolean) => button.setAttribute('aria-expanded', String(isWhole));
  const onclick = () => show(button.getAttribute('aria-expanded') === 'false');
  const button = element('button', { type: 'button', 'aria-expanded': 'false', onclick }, 'Show all');
  const list = element('ol', { onclick: () => show(false) }, ...links);
  return element('nav', { 'aria-label': 'Contents' }, button, list);
}
