import { grouped } from '../../quantity.js';
import { type PageData, sizesOf } from '../page-data.js';
import { element } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

interface KnownTraining {
  readonly iterations?: number;
  readonly config?: { readonly batchSize?: number; readonly seed?: number; readonly optimizer?: unknown };
  readonly dataset?: { readonly name?: string };
}

/** The run in a sentence, its figures, and the commands that repeat it. */
export function summary(data: PageData): HTMLElement {
  const { model, metrics, dataset, calibration, commands } = data;
  const { accuracy, interval, correct, count } = metrics;
  const parameters = Object.values(model.parameters).reduce((sum, { shape }) => sum + product(shape), 0);
  const figures: [value: string, name: string][] = [
    [percent(accuracy, 2), 'read right'],
    [grouped(count - correct), `wrong of ${grouped(count)}`],
    [metrics.loss.toPrecision(3), 'mean loss'],
    [grouped(parameters), 'numbers learned'],
    [percent(calibration.error), 'calibration error'],
  ];
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, model.name),
    element('h1', {}, `A net that reads ${percent(accuracy)} of ${dataset.name}`),
    element(
      'p',
      { class: 'lead' },
      `${trainingWords(data)} Shown ${grouped(count)} test images it had never seen, it named ${grouped(correct)} of ` +
        `them rightly: an accuracy of ${percent(accuracy, 2)}, and between ${percent(interval[0])} and ` +
        `${percent(interval[1])} is to be expected on more such images.`,
    ),
    element(
      'dl',
      { class: 'figures' },
      ...figures.map(([value, name]) => element('div', {}, element('dd', {}, value), element('dt', {}, name))),
    ),
    element('p', { class: 'explanation' }, 'This run, and this page, once more:'),
    element('pre', { tabindex: 0 }, element('code', {}, `${commands.train}\n${commands.report}`)),
    element(
      'details',
      {},
      element('summary', {}, 'The whole config of the run'),
      element('pre', { tabindex: 0 }, element('code', {}, JSON.stringify(model.training.config ?? {}, null, 2))),
    ),
  );
}

function trainingWords({ model, dataset }: PageData): string {
  const { architecture } = model;
  const { iterations, config, dataset: learned } = model.training as KnownTraining;
  const activation = architecture.activation === 'relu' ? 'ReLU' : 'sigmoid';
  const net = architecture.hidden.length > 0 ? `${sizesOf(architecture)} net with ${activation}` : 'softmax regression';
  if (iterations === undefined) return `This is a ${net}.`;
  const batch = config?.batchSize === undefined ? '' : ` of ${grouped(config.batchSize)} images`;
  const seed = config?.seed === undefined ? '' : ` (seed ${config.seed})`;
  const from = learned?.name ?? dataset.name;
  return `This ${net} learned from ${from} in ${grouped(iterations)} updates${batch}${seed}.`;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
