import { grouped } from '../quantity.js';
import type { HealthFacts } from '../training/health/facts.js';

/** What is likely wrong with a run, and what to change. */
export interface Diagnosis {
  readonly name: string;
  readonly sentence: string;
  readonly hint: string;
}

interface Row {
  readonly name: string;
  fits(facts: HealthFacts): boolean;
  sentence(facts: HealthFacts): string;
  readonly hint: string;
}

/** Updates before which a run has hardly begun. */
const BEGUN = 100;

/** The likely causes of a bad run, the surest ones first; the first one that fits is told. */
const DIAGNOSES: readonly Row[] = [
  {
    name: 'zero-initialisation',
    fits: ({ layers }) => layers.length > 1 && layers.every(({ startWeights }) => startWeights === 0),
    sentence: () => 'every weight started at 0, so that all units of a layer get the same gradient and stay alike',
    hint: 'init: { std: he } for relu, xavier for sigmoid and tanh',
  },
  {
    name: 'labels-shuffled',
    fits: (facts) => isNearChance(facts, 'unseen') && facts.accuracy.train > 3 * nearChance(facts),
    sentence: ({ accuracy }) =>
      `${percent(accuracy.train)} of the training images are right and new ones at chance: the net knows them by heart, ` +
      'because their labels do not belong to them or are not those of the test images',
    hint: 'look at some images beside their labels, for example with mnist-train preview',
  },
  {
    name: 'sigmoid-saturated',
    fits: (facts) => isBad(facts) && facts.layers.some(({ units }) => (units?.start.flat ?? 0) > 0.5),
    sentence: ({ layers }) => {
      const flattest = Math.max(...layers.map(({ units }) => units?.start.flat ?? 0));
      return `${percent(flattest)} of the hidden outputs of a layer were saturated before the first update: hardly any gradient passes`;
    },
    hint: 'start with smaller weights: init: { std: xavier }',
  },
  {
    name: 'units-dead',
    fits: (facts) => isBad(facts) && deadest(facts).share >= 0.8,
    sentence: (facts) => {
      const { name, dead, outputs } = deadest(facts);
      return `${dead} of ${outputs} units behind ${name} are dead, 0 for every image, and no gradient reaches them again`;
    },
    hint: 'lower learningRate or the initial weights (init: { std: he }), or take activation leaky-relu',
  },
  {
    name: 'learning-rate-too-high',
    fits: (facts) => isBad(facts) && facts.loss.departedAt !== null,
    sentence: ({ loss }) =>
      `the learning rate is too high: the loss left its path at update ${grouped(loss.departedAt ?? 0)} and did not come back`,
    hint: 'divide learningRate by 10',
  },
  {
    name: 'labels-shuffled',
    fits: (facts) => facts.iterations >= BEGUN && isNearChance(facts, 'train') && facts.agreement < 0.3,
    sentence: () =>
      'the labels say nothing about their images, as if they were shuffled: the gradients are healthy, but those of two ' +
      'halves of the images point in unrelated directions',
    hint: 'look at some images beside their labels, for example with mnist-train preview',
  },
  {
    name: 'learning-rate-too-low',
    fits: (facts) => facts.iterations >= BEGUN && isBad(facts) && facts.agreement >= 0.3,
    sentence: () =>
      'the learning rate is too low: the gradients agree on where to go, and the weights have hardly moved',
    hint: 'multiply learningRate by 10, start with larger weights (init: { std: he }), or train longer',
  },
];

/** The most likely thing that is wrong with a run, if anything is. */
export function diagnose(facts: HealthFacts): Diagnosis | undefined {
  const row = DIAGNOSES.find(({ fits }) => fits(facts));
  return row && { name: row.name, sentence: row.sentence(facts), hint: row.hint };
}

/** Whether a run that has had its chance ended no better than guessing. */
export function isHopeless(facts: HealthFacts): boolean {
  return (
    facts.iterations >= BEGUN &&
    isNearChance(facts, 'unseen') &&
    (isLossAtChance(facts) || !isNearChance(facts, 'train'))
  );
}

function isLossAtChance({ loss, chance }: HealthFacts): boolean {
  return loss.end > 0.97 * chance.loss;
}

/** A loss that a net with a suitable learning rate is below after a few hundred updates. */
function isBad({ loss, chance }: HealthFacts): boolean {
  return Math.max(loss.end, loss.recent) > 0.5 * chance.loss;
}

/** The accuracy that guessing hardly exceeds: 0.145 for ten classes. The fullest class of MNIST has 0.1135. */
function nearChance({ chance: { accuracy } }: HealthFacts): number {
  return accuracy + 0.5 * accuracy * (1 - accuracy);
}

function isNearChance(facts: HealthFacts, split: 'train' | 'unseen'): boolean {
  return facts.accuracy[split] <= nearChance(facts);
}

function deadest({ layers }: HealthFacts) {
  const hidden = layers.map(({ name, outputs, units }) => {
    const dead = units?.end.dead ?? 0;
    return { name, outputs, dead, share: dead / outputs };
  });
  return hidden.reduce((worst, layer) => (layer.share > worst.share ? layer : worst));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
