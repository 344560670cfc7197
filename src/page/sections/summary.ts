import { ACTIVATIONS } from '../../layers/activations.js';
import { areProbabilities } from '../../network/outputs.js';
import { grouped } from '../../quantity.js';
import { type PageData, sizesOf } from '../page-data.js';
import { element } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

interface KnownTraining {
  readonly iterations?: number;
  /** Of the parameters that were saved, with `keep: best` before the last update. */
  readonly accuracy?: { readonly iteration: number } | null;
  readonly config?: { readonly batchSize?: number; readonly seed?: number; readonly keep?: string };
  readonly dataset?: { readonly name?: string };
}

/** The run in a few sentences, its figures, and the commands that repeat it. */
export function summary(data: PageData): HTMLElement {
  const { model, metrics, dataset, calibration, commands, live } = data;
  const images = live?.images === 'validation' ? 'held-out validation images' : 'unseen test images';
  const { accuracy, interval, correct, count } = metrics;
  const parameters = Object.values(model.parameters).reduce((sum, { shape }) => sum + product(shape), 0);
  const figures: (readonly [value: string, name: string])[] = [
    [percent(accuracy, 2), 'read right'],
    [grouped(count - correct), `wrong of ${grouped(count)}`],
    [metrics.loss.toPrecision(3), 'mean loss'],
    [grouped(parameters), 'numbers learned'],
    ...(calibration ? [[percent(calibration.error), 'calibration error'] as const] : []),
  ];
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, model.name),
    element('h1', {}, `A net that reads ${percent(accuracy)} of ${dataWords(dataset.name)}`),
    element(
      'p',
      { class: 'lead' },
      `${trainingWords(data)} It reads ${grouped(correct)} of ${grouped(count)} ${images} right: an accuracy of ` +
        `${percent(accuracy, 2)}. On more such images, between ${percent(interval[0])} and ${percent(interval[1])} is to ` +
        'be expected.',
    ),
    element(
      'dl',
      { class: 'figures' },
      ...figures.map(([value, name]) => element('div', {}, element('dd', {}, value), element('dt', {}, name))),
    ),
    element('p', { class: 'explanation' }, 'To repeat this run and make this page:'),
    element('pre', { tabindex: 0 }, element('code', {}, commands.join('\n'))),
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
  const { iterations: done, accuracy, config, dataset: learned } = model.training as KnownTraining;
  const iterations = config?.keep === 'best' ? accuracy?.iteration : done;
  const activation = ACTIVATIONS[architecture.activation].title;
  const regression = areProbabilities(architecture) ? 'softmax regression' : 'linear regression';
  const net = architecture.hidden.length > 0 ? `${sizesOf(architecture)} net with ${activation}` : regression;
  if (iterations === undefined) return `This is a ${net}.`;
  const batch = config?.batchSize === undefined ? '' : ` of ${grouped(config.batchSize)} images`;
  const seed = config?.seed === undefined ? '' : ` (seed ${config.seed})`;
  const from = dataWords(learned?.name ?? dataset.name);
  const about = `${dataset.rows}×${dataset.columns} pixels, ${architecture.output} classes`;
  return `This ${net} learned from ${from} (${about}) in ${grouped(iterations)} updates${batch}${seed}.`;
}

/** What to call data whose dataset has no name of its own. */
const DATA_WORDS: Readonly<Record<string, string>> = { custom: 'custom data', folder: 'a folder of images' };

function dataWords(name: string): string {
  return DATA_WORDS[name] ?? name;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
