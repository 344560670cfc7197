import uPlot from 'uplot';
import { grouped } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { colour } from '../widgets/appearance.js';
import { chart } from '../widgets/chart.js';
import { element, section } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

const TITLE = 'Does it know how sure it may be?';

/** Whether the net is right as often as it claims. */
export function calibrationSection({ calibration }: PageData): HTMLElement {
  if (!calibration) {
    return section(
      'calibration',
      TITLE,
      'The outputs of this net are not probabilities, because it was trained by mean squared error: it does not say how ' +
        'sure it is.',
    );
  }
  const { bins, error } = calibration;
  const confidence = bins.map((bin) => bin.confidence);
  const accuracy = bins.map((bin) => bin.accuracy);
  const ends = [0, ...confidence, 1];
  const ideal: uPlot.AlignedData = [ends, ends];
  const value = (_: uPlot, x: number | null) => (x === null || x === undefined ? '–' : percent(x));
  const percents = (_: uPlot, ticks: number[]) => ticks.map((x) => percent(x, 0));
  const { figure } = chart(uPlot.join([ideal, [confidence, accuracy]]), {
    name: 'calibration',
    description: 'Reliability diagram: the accuracy over the confidence of the net',
    aspect: 1.25,
    paperWidth: 380,
    scales: { x: { time: false, range }, y: { range: [0, 1] } },
    axes: [
      { label: 'how sure it is', values: percents },
      { label: 'how often it is right', values: percents, size: 56 },
    ],
    series: [
      { label: 'sure', value },
      {
        label: 'ideal',
        stroke: colour('muted'),
        dash: [4, 4],
        width: 1,
        spanGaps: true,
        points: { show: false },
        value,
      },
      {
        label: 'right',
        stroke: colour('series-0'),
        width: 2,
        spanGaps: true,
        points: { show: true, size: 10, fill: colour('series-0') },
        value,
      },
    ],
  });
  const rows = bins.map((bin) =>
    element(
      'tr',
      {},
      ...[percent(bin.confidence), percent(bin.accuracy), grouped(bin.count)].map((text) => element('td', {}, text)),
    ),
  );
  const head = ['sure', 'right', 'images'].map((name) => element('th', { scope: 'col' }, name));
  return section(
    'calibration',
    TITLE,
    'Of the images of which the net is 80 % sure, it should read 80 % right: points on the dashed line. Below the line ' +
      `the net is too sure, above it too modest. On average it is ${percent(error)} off: its expected calibration error (ECE).`,
    element(
      'div',
      { class: 'calibration' },
      figure,
      element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows)),
    ),
  );
}

/** From 0 to 1 with room for the outermost points, or the part that is zoomed in on. */
function range(_: uPlot, min: number, max: number): uPlot.Range.MinMax {
  return min === 0 && max === 1 ? [0, 1.02] : [min, max];
}
