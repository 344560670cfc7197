import { grouped } from '../quantity.js';
import type { HealthFacts } from '../training/health/facts.js';

/** The likely problem of a run, and what to change. */
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

/** Shorter runs are not judged. */
const MIN_ITERATIONS = 100;

const LOOK = 'compare some images with their labels, for example with mnist-train preview';

/** Likely causes of a bad run, the most certain first; the first that fits is reported. */
const DIAGNOSES: readonly Row[] = [
  {
    name: 'zero-initialisation',
    fits: ({ layers }) => layers.length > 1 && layers.every(({ startWeights }) => startWeights === 0),
    sentence: () => 'every weight started at 0: all units of a layer get the same gradient and stay identical',
    hint: 'init: { std: he } for relu, xavier for sigmoid and tanh',
  },
  {
    name: 'labels-shuffled',
    fits: ({ labels, chance }) => labels.images * chance.accuracy >= 10 && labels.nearestMean <= nearChance(chance),
    sentence: ({ labels }) =>
      'the training labels do not match their images, as if shuffled: a nearest-class-mean classifier gets only ' +
      `${percent(labels.nearestMean)} right`,
    hint: LOOK,
  },
  {
    name: 'test-labels-shuffled',
    fits: (facts) => isNearChance(facts, 'unseen') && facts.accuracy.train > 3 * nearChance(facts.chance),
    sentence: ({ accuracy }) =>
      `${percent(accuracy.train)} of the training images are right, but new images only at chance level: their labels seem to be shuffled`,
    hint: LOOK,
  },
  {
    name: 'sigmoid-saturated',
    fits: (facts) =>
      isLossHigh(facts, 0.3) &&
      (maxSaturation(facts, 'start') > 0.5 || (maxSaturation(facts, 'end') > 0.9 && !hasDeparted(facts))),
    sentence: (facts) =>
      `${percent(maxSaturation(facts, 'end'))} of the outputs of a hidden layer are saturated, ` +
      `${percent(maxSaturation(facts, 'start'))} before the first update: their gradients are close to 0`,
    hint: 'start with smaller weights: init: { std: xavier }',
  },
  {
    name: 'units-dead-by-weights',
    fits: (facts) => isDead(facts) && isStartLossHigh(facts),
    sentence: (facts) => `${deadUnits(facts)}; the initial weights are too large`,
    hint: 'start with smaller weights: init: { std: he }',
  },
  {
    name: 'units-dead-by-learning-rate',
    fits: (facts) => isDead(facts),
    sentence: (facts) => `${deadUnits(facts)}; the learning rate is too high${departure(facts)}`,
    hint: 'divide learningRate by 10',
  },
  {
    name: 'initial-weights-too-large',
    fits: (facts) => isLossHigh(facts) && isStartLossHigh(facts),
    sentence: ({ loss, chance }) =>
      `the initial weights are too large: the loss started at ${loss.start.toPrecision(3)}; guessing gives ${chance.loss.toPrecision(3)}`,
    hint: 'start with smaller weights: init: { std: he }, or xavier for sigmoid and tanh',
  },
  {
    name: 'learning-rate-too-high',
    fits: (facts) => isLossHigh(facts) && hasDeparted(facts),
    sentence: (facts) => `the learning rate is too high${departure(facts)} and stayed high`,
    hint: 'divide learningRate by 10',
  },
  {
    name: 'learning-rate-too-low',
    fits: (facts) => facts.iterations >= MIN_ITERATIONS && isLossHigh(facts) && facts.agreement >= 0.2,
    sentence: () =>
      'the learning rate is too low: the gradients keep their direction, but the weights have hardly moved',
    hint: 'multiply learningRate by 10, start with larger weights (init: { std: he }), or train longer',
  },
];

/** The most likely problem of a run; undefined for a healthy run. */
export function diagnose(facts: HealthFacts): Diagnosis | undefined {
  const row = DIAGNOSES.find(({ fits }) => fits(facts));
  return row && { name: row.name, sentence: row.sentence(facts), hint: row.hint };
}

/** Whether a run of at least MIN_ITERATIONS ended no better than guessing. */
export function isHopeless(facts: HealthFacts): boolean {
  return (
    facts.iterations >= MIN_ITERATIONS &&
    isNearChance(facts, 'unseen') &&
    (isLossAtChance(facts) || !isNearChance(facts, 'train'))
  );
}

function isLossAtChance({ loss, chance }: HealthFacts): boolean {
  return loss.end > 0.97 * chance.loss;
}

/** Whether the loss is too high. With a suitable learning rate, it is lower after a few hundred updates. */
function isLossHigh({ loss, chance }: HealthFacts, share = 0.5): boolean {
  return Math.max(loss.end, loss.recent) > share * chance.loss;
}

/** An accuracy that guessing hardly exceeds: 0.145 for ten classes. The largest class of MNIST has a share of 0.1135. */
function nearChance({ accuracy }: HealthFacts['chance']): number {
  return accuracy + 0.5 * accuracy * (1 - accuracy);
}

function isNearChance(facts: HealthFacts, split: 'train' | 'unseen'): boolean {
  return facts.accuracy[split] <= nearChance(facts.chance);
}

/** Whether the loss before the first update is far above that of suitable weights. */
function isStartLossHigh({ loss, chance }: HealthFacts): boolean {
  return loss.start > 1.5 * chance.loss;
}

function hasDeparted({ loss }: HealthFacts): boolean {
  return loss.departedAt !== null;
}

/** The largest fraction of saturated outputs of any hidden layer. */
function maxSaturation({ layers }: HealthFacts, when: 'start' | 'end'): number {
  return Math.max(...layers.map(({ units }) => units?.[when].flat ?? 0));
}

function departure({ loss: { departedAt } }: HealthFacts): string {
  return departedAt === null ? '' : `: the loss rose to 1.5 times its start at update ${grouped(departedAt)}`;
}

function isDead(facts: HealthFacts): boolean {
  return isLossHigh(facts) && mostDead(facts).share >= 0.8;
}

function deadUnits(facts: HealthFacts): string {
  const { name, dead, outputs } = mostDead(facts);
  return `${dead} of ${outputs} units after ${name} are dead (0 for every image)`;
}

function mostDead({ layers }: HealthFacts) {
  const hidden = layers.map(({ name, outputs, units }) => {
    const dead = units?.end.dead ?? 0;
    return { name, outputs, dead, share: dead / outputs };
  });
  return hidden.reduce((worst, layer) => (layer.share > worst.share ? layer : worst));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
