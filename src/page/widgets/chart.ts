import uPlot from 'uplot';
import { colour, onAppearanceChange } from './appearance.js';
import { element } from './dom.js';
import { saveButton } from './save-picture.js';

const HEIGHT = 300;
const FIRST_WIDTH = 640;
const PAPER_HEIGHT = 190;
const ZOOM = 0.5;

export interface ChartOptions extends Omit<uPlot.Options, 'width' | 'height'> {
  /** Its name in the page, and of its picture. */
  readonly name: string;
  /** What the chart shows, for screen readers. */
  readonly description: string;
  /** width / height; by default all charts have one height. */
  readonly aspect?: number;
  /** Its width on paper; a sheet has 670 pixels between its margins. */
  readonly paperWidth: number;
  /** Buttons beside those that zoom. */
  readonly buttons?: readonly HTMLButtonElement[];
}

/**
 * A chart as wide as its parent. Dragging zooms in and a double click zooms out, as do buttons and keys. The legend shows
 * the values under the pointer, or where the arrow keys have moved the cursor, and else the last ones.
 */
export function chart(data: uPlot.AlignedData, chartOptions: ChartOptions) {
  const { name, description, aspect, paperWidth, buttons = [], ...options } = chartOptions;
  const place = element('div', { class: 'chart', tabindex: 0, role: 'group', 'aria-label': description });
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
    place,
  );
  plot.root.dataset.chart = name;
  const resize = (isPaper: boolean) => {
    const wanted = isPaper ? size(paperWidth, PAPER_HEIGHT) : size(place.clientWidth);
    if (wanted.width > 0 && wanted.width !== plot.width) plot.setSize(wanted);
  };
  new ResizeObserver(() => !matchMedia('print').matches && resize(false)).observe(place);
  onAppearanceChange((isPaper) => {
    resize(isPaper);
    plot.redraw(false, true);
  });
  place.addEventListener('keydown', (event) => {
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
    button('Whole', 'Show the whole curve', '0'),
    ...buttons,
    saveButton(name, place),
  );
  /** Takes in newer data; a part that is zoomed in on stays. */
  const setData = (now: uPlot.AlignedData) => {
    const all = plot.data[0];
    const [first, last] = [all[0], all[all.length - 1]];
    const { min = first, max = last } = plot.scales.x;
    const isWhole = (min ?? first) <= first && (max ?? last) >= last;
    plot.setData(now, isWhole);
    if (!isWhole) plot.redraw(false);
    if (plot.cursor.idx === null || plot.cursor.idx === undefined) plot.setLegend({ idxs: lastOf(now) }, false);
  };
  return { plot, setData, figure: element('div', { class: 'chart-frame' }, place, controls) };
}

/** The last row of the last series, or where another has no value there, its own last row. */
function lastOf(columns: uPlot.AlignedData): number[] {
  const lasts = columns.map((column) => [...column].findLastIndex((value) => typeof value === 'number'));
  const last = lasts[lasts.length - 1];
  return lasts.map((own, i) => (typeof columns[i][last] === 'number' ? last : own));
}

/** Does what a key does to a chart; false if the key does nothing. */
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
