import { ACTIVATIONS } from '../../layers/activations.js';
import type { Architecture } from '../../network/network.js';
import { areProbabilities } from '../../network/outputs.js';
import { grouped, quantity } from '../../quantity.js';
import type { CommitteeData } from '../../report/report-data.js';
import { type PageData, sizesOf } from '../page-data.js';
import { element } from '../widgets/dom.js';
import { percent } from '../widgets/numbers.js';

interface KnownTraining {
  readonly iterations?: number;
  /** The evaluation of the saved parameters; with `keep: best`, it may be before the last update. */
  readonly accuracy?: { readonly iteration: number } | null;
  readonly config?: {
    readonly batchSize?: number;
    readonly seed?: number;
    readonly keep?: string;
    readonly distill?: { readonly sha256?: readonly string[]; readonly temperature?: number };
  };
  readonly dataset?: { readonly name?: string };
}

/** A title, and some sentences about the run. */
export function summary(data: PageData): HTMLElement {
  const { model, metrics, dataset, live, committee } = data;
  const images = live?.images === 'validation' ? 'held-out validation images' : 'unseen test images';
  const { accuracy, correct, count } = metrics;
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, model.name),
    element(
      'h1',
      {},
      `A ${committee ? 'committee' : 'net'} that reads ${percent(accuracy)} of ${dataWords(dataset.name)}`,
    ),
    element(
      'p',
      { class: 'lead' },
      `${committee ? membersWords(committee) : `${trainingWords(data)} It reads`} ${grouped(correct)} of ${grouped(count)} ${images} correctly.${mistakeWords(data)}`,
    ),
  );
}

/** Names the most frequently confused classes. */
function mistakeWords({ metrics: { confused }, model: { classes }, committee }: PageData): string {
  const pairs = confused.slice(0, 3).map(({ actual, predicted, count }, i) => {
    const times = i === 0 ? ` (${quantity(count, 'time')})` : ` (${grouped(count)})`;
    return `${classes[actual]} as ${classes[predicted]}${times}`;
  });
  return pairs.length === 0 ? '' : ` ${committee ? 'Their' : 'Its'} most frequent mistakes: ${pairs.join(', ')}.`;
}

function membersWords({ members }: CommitteeData): string {
  const accuracies = members.map(({ accuracy }) => accuracy);
  const kinds = [...new Set(members.map(({ architecture }) => netWords(architecture)))];
  const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)].map((x) => percent(x, 2));
  return (
    `${members.length} nets predict by the mean of their log-probabilities: ${kinds.join(', ')}. Each alone has an ` +
    `accuracy between ${least} and ${most}; together they read`
  );
}

function netWords(architecture: Architecture): string {
  const regression = areProbabilities(architecture) ? 'softmax regression' : 'linear regression';
  if (architecture.hidden.length === 0) return regression;
  return `${sizesOf(architecture)} net with ${ACTIVATIONS[architecture.activation].title}`;
}

function trainingWords({ model, dataset }: PageData): string {
  const { architecture } = model;
  const { iterations: done, accuracy, config, dataset: learned } = model.training as KnownTraining;
  const iterations = config?.keep === 'best' ? accuracy?.iteration : done;
  const net = netWords(architecture);
  if (iterations === undefined) return `This is a ${net}.`;
  const batch = config?.batchSize === undefined ? '' : ` of ${grouped(config.batchSize)} images`;
  const seed = config?.seed === undefined ? '' : ` (seed ${config.seed})`;
  const from = dataWords(learned?.name ?? dataset.name);
  const about = `${dataset.rows}×${dataset.columns} pixels, ${architecture.output} classes`;
  return `This ${net} was trained on ${from} (${about}) with ${grouped(iterations)} updates${batch}${seed}${teachersWords(model.training)}.`;
}

function teachersWords({ config }: KnownTraining): string {
  const { sha256 = [], temperature } = config?.distill ?? {};
  return sha256.length === 0
    ? ''
    : `, and distilled from ${quantity(sha256.length, 'trained net')} at temperature ${temperature}`;
}

/** Names for datasets without a name of their own. */
const DATA_WORDS: Readonly<Record<string, string>> = { custom: 'custom data', folder: 'a folder of images' };

/** The name of a dataset for readers: mnist → MNIST, fashion-mnist → Fashion-MNIST, strokes → strokes. */
function dataWords(name: string): string {
  const capitals = name.replace(/\w*mnist/, (word) => word.toUpperCase());
  return DATA_WORDS[name] ?? (capitals === name ? name : capitals[0].toUpperCase() + capitals.slice(1));
}
