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

const LOOK = 'look at some images beside their labels, for example with mnist-train preview';

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
    fits: ({ labels, chance }) => labels.images * chance.accuracy >= 10 && labels.nearestMean <= nearChance(chance),
    sentence: ({ labels }) =>
      'the training labels say nothing of their images, as if they were shuffled: the nearest class mean is right for ' +
      `${percent(labels.nearestMean)} of them`,
    hint: LOOK,
  },
  {
    name: 'test-labels-shuffled',
    fits: (facts) => isNearChance(facts, 'unseen') && facts.accuracy.train > 3 * nearChance(facts.chance),
    sentence: ({ accuracy }) =>
      `${percent(accuracy.train)} of the training images are right, but new ones only by chance: their labels seem to be shuffled`,
    hint: LOOK,
  },
  {
    name: 'sigmoid-saturated',
    fits: (facts) =>
      isBad(facts, 0.3) && (flattest(facts, 'start') > 0.5 || (flattest(facts, 'end') > 0.9 && !hasDeparted(facts))),
    sentence: (facts) =>
      `${percent(flattest(facts, 'end'))} of the outputs of a hidden layer are saturated, ` +
      `${percent(flattest(facts, 'start'))} before the first update: hardly any gradient passes them`,
    hint: 'start with smaller weights: init: { std: xavier }',
  },
  {
    name: 'units-dead-by-weights',
    fits: (facts) => isDead(facts) && isStartWild(facts),
    sentence: (facts) => `${deadWords(facts)}; the initial weights are too large`,
    hint: 'start with smaller weights: init: { std: he }',
  },
  {
    name: 'units-dead-by-learning-rate',
    fits: (facts) => isDead(facts),
    sentence: (facts) => `${deadWords(facts)}; the learning rate is too high${departure(facts)}`,
    hint: 'divide learningRate by 10',
  },
  {
    name: 'initial-weights-too-large',
    fits: (facts) => isBad(facts) && isStartWild(facts),
    sentence: ({ loss, chance }) =>
      `the initial weights are too large: the loss began at ${loss.start.toPrecision(3)}, where guessing has ${chance.loss.toPrecision(3)}`,
    hint: 'start with smaller weights: init: { std: he }, or xavier for sigmoid and tanh',
  },
  {
    name: 'learning-rate-too-high',
    fits: (facts) => isBad(facts) && hasDeparted(facts),
    sentence: ({ loss }) =>
      `the learning rate is too high: the loss left its path at update ${grouped(loss.departedAt ?? 0)} and did not come back`,
    hint: 'divide learningRate by 10',
  },
  {
    name: 'learning-rate-too-low',
    fits: (facts) => facts.iterations >= BEGUN && isBad(facts) && facts.agreement >= 0.2,
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
function isBad({ loss, chance }: HealthFacts, share = 0.5): boolean {
  return Math.max(loss.end, loss.recent) > share * chance.loss;
}

/** The accuracy that guessing hardly exceeds: 0.145 for ten classes. The fullest class of MNIST has 0.1135. */
function nearChance({ accuracy }: HealthFacts['chance']): number {
  return accuracy + 0.5 * accuracy * (1 - accuracy);
}

function isNearChance(facts: HealthFacts, split: 'train' | 'unseen'): boolean {
  return facts.accuracy[split] <= nearChance(facts.chance);
}

/** A loss at the start of which nets with sensible weights are far. */
function isStartWild({ loss, chance }: HealthFacts): boolean {
  return loss.start > 1.5 * chance.loss;
}

function hasDeparted({ loss }: HealthFacts): boolean {
  return loss.departedAt !== null;
}

/** The largest share of saturated outputs that a hidden layer has. */
function flattest({ layers }: HealthFacts, when: 'start' | 'end'): number {
  return Math.max(...layers.map(({ units }) => units?.[when].flat ?? 0));
}

function departure({ loss: { departedAt } }: HealthFacts): string {
  return departedAt === null ? '' : `: the loss left its path at update ${grouped(departedAt)}`;
}

function isDead(facts: HealthFacts): boolean {
  return isBad(facts) && deadest(facts).share >= 0.8;
}

function deadWords(facts: HealthFacts): string {
  const { name, dead, outputs } = deadest(facts);
  return `${dead} of ${outputs} units behind ${name} are dead (0 for every image)`;
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
