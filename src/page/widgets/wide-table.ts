import { element } from './dom.js';

/** A table that scrolls horizontally if the page is too narrow. Each row starts with its name. */
export function wideTable(name: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const names = head.map((title) => (title ? element('th', { scope: 'col' }, title) : element('td')));
  const body = rows.map(([title, ...cells]) =>
    element('tr', {}, element('th', { scope: 'row' }, title), ...cells.map((text) => element('td', {}, text))),
  );
  const table = element(
    'table',
    { class: 'ruled' },
    element('thead', {}, element('tr', {}, ...names)),
    element('tbody', {}, ...body),
  );
  return element('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': name }, table);
}
