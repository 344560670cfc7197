import uPlot from 'uplot';
import { areProbabilities } from '../../network/outputs.js';
import { grouped } from '../../quantity.js';
import type { PageData, UpdatableSection } from '../page-data.js';
import type { Curves } from '../unpack.js';
import { colour } from '../widgets/appearance.js';
import { chart } from '../widgets/chart.js';
import { element, onScreen, section } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

const COLOURS = 6;
/** In print, both charts are side by side. */
const PAPER_WIDTH = 310;

/** A chart that can be updated. */
interface CurveFigure {
  readonly root: HTMLElement;
  show(runs: readonly Curves[]): void;
}

/** The loss and accuracy curves of each run. */
export function curvesSection(first: PageData): UpdatableSection {
  const content = element('div');
  const words = onScreen(
    'Drag over a part to zoom in, double-click to zoom out. Point at a chart, or use the arrow keys, to see the values at ' +
      'that position below it; otherwise the last values are shown.',
  );
  let figures: CurveFigure[] = [];
  let shown = '';
  const update = ({ runs, model, live }: PageData) => {
    const hasLoss = runs.some(({ loss }) => loss.values.length);
    const hasAccuracy = runs.some(({ accuracy }) => accuracy.length);
    const kind = [hasLoss, hasAccuracy, runs[0]?.loss.batches].join();
    if (kind === shown) {
      for (const figure of figures) figure.show(runs);
      return;
    }
    shown = kind;
    figures = [
      ...(hasLoss ? [lossFigure(runs, runs[0].loss.batches, lossWords(areProbabilities(model.architecture)))] : []),
      ...(hasAccuracy ? [accuracyFigure(runs)] : []),
    ];
    words.hidden = figures.length === 0;
    content.className = figures.length > 0 ? 'curves' : 'explanation';
    content.replaceChildren(...(figures.length > 0 ? figures.map(({ root }) => root) : [live ? NOT_YET : NO_CURVES]));
  };
  update(first);
  return { root: section('curves', 'How it learned', words, content), update };
}

const NOT_YET = 'There are no curves yet. They start with the first update.';
const NO_CURVES =
  'There are no curves: no loss.csv or accuracy.csv in the folder of this model. Keep these files there, or give the folder of ' +
  'a run with --run DIR.';

function lossWords(areProbabilities: boolean): string {
  return areProbabilities
    ? 'The loss of a batch is the mean of −ln (probability of the correct class)'
    : 'The loss of a batch measures how far the outputs are from the labels';
}

function lossTable(runs: readonly Curves[]): uPlot.AlignedData {
  const tables = runs.map(({ loss }): uPlot.AlignedData => {
    const values = Array.from(loss.values);
    const iterations = Array.from(loss.iterations);
    return runs.length === 1 ? [iterations, values, smoothed(values)] : [iterations, smoothed(values)];
  });
  return uPlot.join(tables);
}

function lossFigure(runs: readonly Curves[], batches: number, meaning: string): CurveFigure {
  const isSingle = runs.length === 1;
  const value = (_: uPlot, x: number | null) => (x === null || x === undefined ? '–' : x.toPrecision(3));
  const each = batches > 1 ? `mean of ${batches} batches` : 'each batch';
  const series: uPlot.Series[] = runs.flatMap(({ name }, run) => [
    ...(isSingle ? [{ label: each, value, stroke: colour('faint'), width: 1, points: { show: false } }] : []),
    { label: isSingle ? 'smoothed' : name, value, spanGaps: true, ...line(run) },
  ]);
  const { figure, setData } = chart(lossTable(runs), {
    name: 'loss',
    description: 'Line chart of the loss over the iterations',
    paperWidth: PAPER_WIDTH,
    scales: { x: { time: false }, y: { distr: 3, range: (_, min, max) => uPlot.rangeLog(min, max, 10, false) } },
    axes: [iterationAxis(), lossAxis()],
    series: [iterationSeries(), ...series],
  });
  const words =
    `${meaning}: lower is better. ` +
    (isSingle ? 'Single batches (grey) are noisy; the moving average shows the trend.' : 'These are moving averages.');
  const root = element('figure', {}, element('h3', {}, 'Loss'), figure, element('figcaption', {}, words));
  return { root, show: (now) => setData(lossTable(now)) };
}

function accuracyTable(runs: readonly Curves[]): uPlot.AlignedData {
  const tables = runs.map(
    ({ accuracy }): uPlot.AlignedData => [
      accuracy.map(({ iteration }) => iteration),
      accuracy.map(({ test }) => test),
      accuracy.map(({ train }) => train),
    ],
  );
  return uPlot.join(tables);
}

function accuracyFigure(runs: readonly Curves[]): CurveFigure {
  const isSingle = runs.length === 1;
  const value = (_: uPlot, x: number | null) => (x === null || x === undefined ? '–' : percent(x, 2));
  const series: uPlot.Series[] = runs.flatMap(({ name, monitored }, run) => [
    { label: isSingle ? monitored : `${name} ${monitored}`, value, spanGaps: true, ...line(run), points: { size: 6 } },
    { label: isSingle ? 'train' : `${name} train`, value, spanGaps: true, ...line(run), ...trainLine(isSingle, run) },
  ]);
  let floor = closeFloor(runs);
  let isClose = true;
  const toggle = element('button', { type: 'button', 'aria-pressed': 'false' }, 'From 0 %');
  const { figure, plot, setData } = chart(accuracyTable(runs), {
    name: 'accuracy',
    description: 'Line chart of the accuracy on training images and held-out images over the iterations',
    paperWidth: PAPER_WIDTH,
    buttons: [toggle],
    scales: { x: { time: false }, y: { range: () => [isClose ? floor : 0, 1] } },
    axes: [
      iterationAxis(),
      { label: () => axisWords(isClose ? floor : 0), size: 56, values: (_, ticks) => ticks.map((x) => percent(x, 0)) },
    ],
    series: [iterationSeries(), ...series],
  });
  toggle.addEventListener('click', () => {
    isClose = !isClose;
    toggle.setAttribute('aria-pressed', String(!isClose));
    plot.redraw(true, true);
  });
  const words =
    'The fraction of images that the net reads correctly. If the curve of the training images (dashed) rises above the ' +
    'curve of the held-out images (solid), the net overfits.';
  const root = element('figure', {}, element('h3', {}, 'Accuracy'), figure, element('figcaption', {}, words));
  const show = (now: readonly Curves[]) => {
    floor = closeFloor(now);
    setData(accuracyTable(now));
  };
  return { root, show };
}

/** The axis label; it says where the axis starts if not at 0. */
function axisWords(floor: number): string {
  return floor === 0 ? 'accuracy' : `accuracy (from ${percent(floor, 0)})`;
}

/**
 * Start of the accuracy axis: a round number below the lowest accuracy. Ignores the first points, which are near chance level
 * and would compress the rest of the curve. 0 if fewer than three points are left.
 */
function closeFloor(runs: readonly Curves[]): number {
  const points = runs.flatMap(({ accuracy }) => accuracy);
  const last = Math.max(...points.map(({ iteration }) => iteration));
  const later = points.filter(({ iteration }) => iteration >= last / 20);
  if (later.length < 3) return 0;
  const lowest = Math.min(...later.flatMap(({ train, test }) => [train, test]));
  return Math.max(0, Math.floor(lowest * 20 - 0.25) / 20);
}

function line(run: number): uPlot.Series {
  return { stroke: colour(`series-${run % COLOURS}`), width: 2, points: { show: false } };
}

function trainLine(isSingle: boolean, run: number): uPlot.Series {
  return { dash: [6, 4], width: 1.5, stroke: colour(`series-${isSingle ? 1 : run % COLOURS}`) };
}

function iterationSeries(): uPlot.Series {
  return { label: 'iteration', value: (_, x) => (x === null || x === undefined ? '–' : grouped(x)) };
}

/** Logarithmic, with lines at 1, 2, 5, 10, 20 … */
function lossAxis(): uPlot.Axis {
  const round = (_: uPlot, ticks: number[]) => ticks.map((x) => (/^[125]/.test(x.toExponential()) ? x : null));
  const grid = { stroke: colour('rule'), width: 1, filter: round };
  return { label: 'loss (logarithmic)', size: 56, values: (_, ticks) => ticks.map(short), grid, ticks: grid };
}

function iterationAxis(): uPlot.Axis {
  return { label: 'iteration', values: (_, ticks) => ticks.map(grouped), space: 70 };
}

function short(x: number | null): string {
  return x === null ? '' : String(Number(x.toPrecision(1)));
}

/** An exponential moving average with bias correction (Kingma and Ba, "Adam", section 3). */
function smoothed(values: readonly number[]): number[] {
  const keep = 1 - 1 / Math.max(1, Math.min(100, values.length / 20));
  let [mean, weight] = [0, 0];
  return values.map((value) => {
    mean = keep * mean + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return mean / weight;
  });
}
