import { grouped } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { element, onScreen, section } from '../widgets/dom.js';
import type { ImageButtons } from './follow.js';

/** Which class is read as which; every cell opens its images. */
export function confusionSection(data: PageData, buttons: ImageButtons): HTMLElement {
  const { classes } = data.model;
  const { confusion } = data.metrics;
  const mostWrong = Math.max(1, ...confusion.flatMap((row, k) => row.filter((_, l) => l !== k)));
  const panel = element('div', { id: 'cell-images', 'aria-live': 'polite' });

  const cells = confusion.map((row, actual) =>
    row.map((count, predicted) => {
      const isRight = actual === predicted;
      const total = row.reduce((sum, n) => sum + n, 0);
      const share = isRight ? count / Math.max(1, total) : Math.sqrt(count / mostWrong);
      const label = isRight
        ? `${classes[actual]} read rightly: ${count} images`
        : `${classes[actual]} read as ${classes[predicted]}: ${count} images`;
      const onclick = () => {
        for (const other of cells.flat()) other.setAttribute('aria-pressed', String(other === cell));
        openCell(panel, data, buttons, actual, predicted);
      };
      const attributes = {
        type: 'button',
        class: isRight ? 'right' : 'wrong',
        'aria-label': label,
        title: label,
        onclick,
      };
      const text = count === 0 ? '·' : String(count);
      const cell = element('button', { ...attributes, disabled: count === 0, tabindex: -1 }, text);
      cell.setAttribute('aria-pressed', 'false');
      cell.style.setProperty('--share', share.toFixed(3));
      return cell;
    }),
  );
  const { actual, predicted } = data.metrics.confused[0] ?? {
    actual: data.images[0].label,
    predicted: data.images[0].label,
  };
  cells[actual][predicted].tabIndex = 0;
  cells[actual][predicted].click(); // the most frequent mistake is open to begin with
  const table = element(
    'table',
    { class: 'confusion' },
    element('caption', {}, 'rows: what it is; columns: what the net says'),
    element(
      'thead',
      {},
      element('tr', {}, element('td'), ...classes.map((name) => element('th', { scope: 'col' }, name))),
    ),
    element(
      'tbody',
      {},
      ...cells.map((row, k) =>
        element('tr', {}, element('th', { scope: 'row' }, classes[k]), ...row.map((cell) => element('td', {}, cell))),
      ),
    ),
  );
  table.addEventListener('keydown', (event) => moveByArrows(event, cells));
  return section(
    'confusion',
    'What it takes for what',
    element(
      'span',
      {},
      'Right answers stand on the diagonal, everything else is a mistake, the redder the more frequent. ',
      onScreen('Each cell opens its images, and the arrow keys go from cell to cell.'),
    ),
    element('div', { class: 'confusion-frame' }, table, panel),
  );
}

function openCell(panel: HTMLElement, data: PageData, buttons: ImageButtons, actual: number, predicted: number): void {
  const { classes } = data.model;
  const count = data.metrics.confusion[actual][predicted];
  const images = data.images.filter((image) => image.label === actual && image.predicted === predicted);
  const what =
    actual === predicted ? `${classes[actual]}, read rightly` : `${classes[actual]}, read as ${classes[predicted]}`;
  const all = images.length === count ? `all ${grouped(count)}` : `${images.length} of ${grouped(count)}`;
  panel.replaceChildren(
    element('h3', {}, `${what} (${all})`),
    element('div', { class: 'image-grid' }, ...images.map((image) => buttons.make(image))),
  );
}

/** One cell is in the order of the tab key, the arrow keys reach the others. */
function moveByArrows(event: KeyboardEvent, cells: readonly (readonly HTMLButtonElement[])[]): void {
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [
    0, 0,
  ];
  if (down === 0 && right === 0) return;
  event.preventDefault();
  let row = cells.findIndex((buttons) => buttons.includes(event.target as HTMLButtonElement));
  if (row < 0) return;
  let column = cells[row].indexOf(event.target as HTMLButtonElement);
  do {
    row += down;
    column += right;
  } while (cells[row]?.[column]?.disabled);
  const next = cells[row]?.[column];
  if (!next) return;
  for (const cell of cells.flat()) cell.tabIndex = cell === next ? 0 : -1;
  next.focus();
}
