import { withoutSeed } from '../config/run-name.js';
import type { TestSet } from '../dataset/dataset.js';
import type { View } from '../image/views/views.js';
import type { Network } from '../network/network.js';
import { storeArrays } from '../network/stored-arrays.js';
import type { CommitteeEvaluation } from '../training/evaluation/committee.js';
import { comparePaired } from '../training/evaluation/paired.js';
import { spreadOf } from '../training/evaluation/spread.js';
import { collectResults, type ModelFacts } from './collect.js';
import type { CommitteeData, ReportData } from './report-data.js';

/** Several nets, and their predictions for a test set, alone and together. */
export interface EvaluatedCommittee {
  readonly networks: readonly Network[];
  /** How the test images are preprocessed for each net. */
  readonly views: readonly (View | undefined)[];
  readonly testSet: TestSet;
  readonly evaluation: CommitteeEvaluation;
}

/** Limit on the bytes of all members' parameters. Beyond it, the page contains no parameters and no drawing pad. */
const MAX_BYTES = 16_000_000;
const MAX_DISPUTED = 48;

/** names: the members' names. */
export function collectCommittee(
  { networks, views, testSet, evaluation }: EvaluatedCommittee,
  names: readonly string[],
  facts: ModelFacts,
): ReportData {
  const { answers, accuracies, labels } = evaluation;
  const disputes = mostDisputed(evaluation);
  const disputed = disputes.slice(0, MAX_DISPUTED);
  const results = collectResults(testSet, evaluation, networks[0].architecture, facts, disputed);
  const { index } = results.images;
  const arrays = networks.flatMap(({ params }) => Object.values(params));
  const bytes = arrays.reduce((sum, { size, data }) => sum + size * data.BYTES_PER_ELEMENT, 0);
  const members = answers.map((predicted, i) => {
    const view = views[i];
    const { onlyFirst, onlySecond, bothWrong } = comparePaired(evaluation, { predicted, labels });
    return {
      name: names[i],
      architecture: networks[i].architecture,
      ...(view && { view }),
      accuracy: accuracies[i],
      wrong: onlyFirst + bothWrong,
      corrected: onlyFirst,
      outvoted: onlySecond,
      ...(bytes <= MAX_BYTES && { parameters: storeArrays(networks[i].params).stored }),
    };
  });
  const committee: CommitteeData = {
    members,
    groups: groupsOf(members),
    agreement: answers.map((own) => answers.map((other) => agreement(own, other))),
    byRight: byRight(evaluation),
    answers: Buffer.from(index.flatMap((n) => answers.map((own) => own[n]))).toString('base64'),
    disputes: disputes.length,
    disputed: disputed.map((n) => index.indexOf(n)).filter((i) => i >= 0),
  };
  return { ...results, committee };
}

/** Accuracy of the members that differ only in the seed. */
function groupsOf(members: CommitteeData['members']): CommitteeData['groups'] {
  const names = [...new Set(members.map(({ name }) => withoutSeed(name)))];
  return names.flatMap((name) => {
    const accuracies = members.filter((member) => withoutSeed(member.name) === name).map(({ accuracy }) => accuracy);
    return accuracies.length < 2 ? [] : [{ name, size: accuracies.length, accuracy: spreadOf(accuracies) }];
  });
}

/** The images on which members disagree; those with the smallest majority come first. */
function mostDisputed({ answers, predicted, probabilities, labels }: CommitteeEvaluation): number[] {
  const classes = probabilities.length / labels.length;
  const disputed = [...labels.keys()].filter((n) => answers.some((own) => own[n] !== answers[0][n]));
  const keyed = disputed.map((n) => {
    const votes = new Array<number>(classes).fill(0);
    for (const own of answers) votes[own[n]]++;
    return { n, key: Math.max(...votes) + probabilities[n * classes + predicted[n]] };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ n }) => n);
}

/** For m = 0, 1 … all members: how many images exactly m members get right, and how many of these the committee gets right. */
function byRight({ answers, predicted, labels }: CommitteeEvaluation): CommitteeData['byRight'] {
  const rows = Array.from({ length: answers.length + 1 }, () => ({ images: 0, together: 0 }));
  for (const [n, label] of labels.entries()) {
    const row = rows[answers.filter((own) => own[n] === label).length];
    row.images++;
    if (predicted[n] === label) row.together++;
  }
  return rows;
}

function agreement(first: Uint8Array, second: Uint8Array): number {
  return first.reduce((same, k, n) => same + (k === second[n] ? 1 : 0), 0) / first.length;
}
