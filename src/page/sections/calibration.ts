import uPlot from 'uplot';
import { grouped } from '../../quantity.js';
import type { PageData } from '../page-data.js';
import { colour } from '../widgets/appearance.js';
import { chart } from '../widgets/chart.js';
import { element, section } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

const TITLE = 'Is its confidence justified?';

/** Compares the net's confidence with its accuracy. */
export function calibrationSection({ calibration }: PageData): HTMLElement {
  if (!calibration) {
    return section(
      'calibration',
      TITLE,
      'The outputs of this net are not probabilities, because it was trained with the mean squared error. It has no ' +
        'measure of confidence.',
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
    description: 'Calibration plot: accuracy over confidence',
    aspect: 1.25,
    paperWidth: 380,
    scales: { x: { time: false, range }, y: { range: [0, 1] } },
    axes: [
      { label: 'confidence', values: percents },
      { label: 'accuracy', values: percents, size: 56 },
    ],
    series: [
      { label: 'confidence', value },
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
        label: 'accuracy',
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
  const head = ['confidence', 'accuracy', 'images'].map((name) => element('th', { scope: 'col' }, name));
  return section(
    'calibration',
    TITLE,
    'Of the images to which the net gives a probability of 80 %, it should read 80 % correctly. Points on the dashed line are ' +
      'ideal; below the line, the net is too confident; above, not confident enough. The mean distance from the line is ' +
      `${percent(error)}, the expected calibration error (ECE).`,
    element(
      'div',
      { class: 'calibration' },
      figure,
      element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...rows)),
    ),
  );
}

/** From 0 to 1, with a margin for the last point; or the zoomed range. */
function range(_: uPlot, min: number, max: number): uPlot.Range.MinMax {
  return min === 0 && max === 1 ? [0, 1.02] : [min, max];
}
