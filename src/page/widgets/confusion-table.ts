import { type ConfusionView, cellText, KEYS, type Matrix, shareOf } from './confusion-view.js';
import { element } from './dom.js';

/** The confusion matrix as a table of buttons. open: the cell that is selected first. */
export function confusionTable(view: ConfusionView, open: readonly [actual: number, predicted: number]): Matrix {
  const { classes, onOpen } = view;
  const cells = classes.map((_, actual) =>
    classes.map((_, predicted) => {
      const onclick = () => {
        for (const other of cells.flat()) other.setAttribute('aria-pressed', String(other === cell));
        onOpen(actual, predicted);
      };
      const kind = actual === predicted ? 'right' : 'wrong';
      const cell = element('button', { type: 'button', class: kind, tabindex: -1, 'aria-pressed': 'false', onclick });
      return cell;
    }),
  );
  const show = (confusion: ConfusionView['confusion']) => {
    const share = shareOf(confusion);
    for (const [actual, row] of cells.entries()) {
      for (const [predicted, cell] of row.entries()) {
        const count = confusion[actual][predicted];
        cell.title = cellText({ classes, confusion }, actual, predicted);
        cell.ariaLabel = cell.title;
        cell.textContent = count === 0 ? '·' : String(count);
        cell.disabled = count === 0 && cell.tabIndex < 0; // one cell must stay focusable
        cell.style.setProperty('--share', share(actual, predicted).toFixed(3));
      }
    }
  };
  show(view.confusion);
  const first = cells[open[0]][open[1]];
  first.tabIndex = 0;
  first.click();
  const names = classes.map((name) => element('th', { scope: 'col' }, name));
  const rows = cells.map((row, k) =>
    element('tr', {}, element('th', { scope: 'row' }, classes[k]), ...row.map((cell) => element('td', {}, cell))),
  );
  const table = element(
    'table',
    { class: 'confusion' },
    element('caption', {}, 'rows: true label; columns: prediction'),
    element('thead', {}, element('tr', {}, element('td'), ...names)),
    element('tbody', {}, ...rows),
  );
  table.addEventListener('keydown', (event) => moveByArrows(event, cells));
  return { root: table, show };
}

/** Tab focuses one cell; the arrow keys move to the others (roving tabindex). */
function moveByArrows(event: KeyboardEvent, cells: readonly (readonly HTMLButtonElement[])[]): void {
  const arrow = KEYS[event.key];
  if (!arrow) return;
  event.preventDefault();
  let row = cells.findIndex((buttons) => buttons.includes(event.target as HTMLButtonElement));
  if (row < 0) return;
  let column = cells[row].indexOf(event.target as HTMLButtonElement);
  do {
    row += arrow[0];
    column += arrow[1];
  } while (cells[row]?.[column]?.disabled);
  const next = cells[row]?.[column];
  if (!next) return;
  for (const cell of cells.flat()) cell.tabIndex = cell === next ? 0 : -1;
  next.focus();
}
