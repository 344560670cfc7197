import uPlot from 'uplot';
import { colour, onAppearanceChange } from './appearance.js';
import { element } from './dom.js';
import { saveButton } from './save-picture.js';

const HEIGHT = 300;
const FIRST_WIDTH = 640;
const PAPER_HEIGHT = 190;
const ZOOM = 0.5;

export interface ChartOptions extends Omit<uPlot.Options, 'width' | 'height'> {
  /** The id of the chart, and the name of its saved picture. */
  readonly name: string;
  /** Description for screen readers. */
  readonly description: string;
  /** width / height; by default, the height is fixed. */
  readonly aspect?: number;
  /** Width in print; a page has 670 pixels between its margins. */
  readonly paperWidth: number;
  /** Further buttons, next to the zoom buttons. */
  readonly buttons?: readonly HTMLButtonElement[];
}

/**
 * A chart with the width of its parent. Dragging, buttons and keys zoom in; a double click, buttons and keys zoom out. The legend
 * shows the values at the pointer or at the cursor, which arrow keys move; otherwise the last values.
 */
export function chart(data: uPlot.AlignedData, chartOptions: ChartOptions) {
  const { name, description, aspect, paperWidth, buttons = [], ...options } = chartOptions;
  const container = element('div', { class: 'chart', tabindex: 0, role: 'group', 'aria-label': description });
  const size = (width: number, height = HEIGHT) => ({ width, height: aspect ? Math.round(width / aspect) : height });
  const showLast = (plot: uPlot) => {
    if (plot.legend.idx === null || plot.legend.idx === undefined) plot.setLegend({ idxs: lastOf(plot.data) }, false);
  };
  const plot = new uPlot(
    {
      ...options,
      hooks: { ready: [showLast], setLegend: [showLast] },
      ...size(FIRST_WIDTH),
      legend: { markers: { stroke: (plot, i) => (plot.series[i].stroke as ReturnType<typeof colour>).variable } },
      axes: options.axes?.map((axis) => ({
        stroke: colour('muted'),
        grid: { stroke: colour('rule'), width: 1 },
        ticks: { stroke: colour('rule'), width: 1 },
        font: '13px system-ui, sans-serif',
        labelFont: '13px system-ui, sans-serif',
        labelSize: 20,
        labelGap: 2,
        size: 34,
        ...axis,
      })),
    },
    data,
    container,
  );
  plot.root.dataset.chart = name;
  const resize = (isPaper: boolean) => {
    const wanted = isPaper ? size(paperWidth, PAPER_HEIGHT) : size(container.clientWidth);
    if (wanted.width > 0 && wanted.width !== plot.width) plot.setSize(wanted);
  };
  new ResizeObserver(() => !matchMedia('print').matches && resize(false)).observe(container);
  onAppearanceChange((isPaper) => {
    resize(isPaper);
    plot.redraw(false, true);
  });
  container.addEventListener('keydown', (event) => {
    if (press(plot, event.key)) event.preventDefault();
  });
  const button = (text: string, label: string, key: string) => {
    const onclick = () => press(plot, key);
    return element('button', { type: 'button', 'aria-label': label, onclick }, text);
  };
  const controls = element(
    'div',
    { class: 'controls' },
    button('+', 'Zoom in', '+'),
    button('−', 'Zoom out', '-'),
    button('Reset', 'Reset zoom', '0'),
    ...buttons,
    saveButton(name, container),
  );
  /** Replaces the data; a zoomed range is kept. */
  const setData = (now: uPlot.AlignedData) => {
    const all = plot.data[0];
    const [first, last] = [all[0], all[all.length - 1]];
    const { min = first, max = last } = plot.scales.x;
    const isWhole = (min ?? first) <= first && (max ?? last) >= last;
    plot.setData(now, isWhole);
    if (!isWhole) plot.redraw(false);
    if (plot.cursor.idx === null || plot.cursor.idx === undefined) plot.setLegend({ idxs: lastOf(now) }, false);
  };
  return { plot, setData, figure: element('div', { class: 'chart-frame' }, container, controls) };
}

/** The row to show of each series: the last row of the last series, or its own last row if it has no value there. */
function lastOf(columns: uPlot.AlignedData): number[] {
  const lasts = columns.map((column) => [...column].findLastIndex((value) => typeof value === 'number'));
  const last = lasts[lasts.length - 1];
  return lasts.map((own, i) => (typeof columns[i][last] === 'number' ? last : own));
}

/** Handles a key; returns false if the chart does not use it. */
function press(plot: uPlot, key: string): boolean {
  const all = plot.data[0];
  const [first, last] = [all[0], all[all.length - 1]];
  const { min = first, max = last } = plot.scales.x;
  const [from, to] = [min ?? first, max ?? last];
  if (key === '0') plot.setScale('x', { min: first, max: last });
  else if (key === '+' || key === '=' || key === '-') {
    const index = plot.cursor.idx ?? -1;
    const middle = index >= 0 && all[index] > from && all[index] < to ? all[index] : (from + to) / 2;
    const half = ((to - from) / 2) * (key === '-' ? 1 / ZOOM : ZOOM);
    plot.setScale('x', { min: Math.max(first, middle - half), max: Math.min(last, middle + half) });
  } else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const visible = [...all.keys()].filter((i) => all[i] >= from && all[i] <= to);
    const step = Math.max(1, Math.round(visible.length / 50)) * (key === 'ArrowLeft' ? -1 : 1);
    const at = (plot.cursor.idx ?? visible[0]) + step;
    const index = Math.min(visible[visible.length - 1], Math.max(visible[0], at));
    plot.setCursor({ left: plot.valToPos(all[index], 'x'), top: plot.bbox.height / (2 * devicePixelRatio) });
  } else return false;
  return true;
}
