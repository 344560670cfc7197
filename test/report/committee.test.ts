import { expect, test } from 'vitest';
import type { TestSet } from '../../src/dataset/dataset.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { Network } from '../../src/network/network.js';
import { collectCommittee, type EvaluatedCommittee } from '../../src/report/committee.js';
import { committeeHtml } from '../../src/report/report-html.js';
import type { CommitteeEvaluation } from '../../src/training/evaluation/committee.js';

/** Three members and six images of a net of two pixels. */
const LABELS = Uint8Array.of(0, 1, 2, 0, 1, 2);
const ANSWERS = [Uint8Array.of(0, 1, 2, 1, 0, 0), Uint8Array.of(0, 1, 0, 1, 1, 1), Uint8Array.of(0, 2, 2, 0, 2, 0)];
const TOGETHER = Uint8Array.of(0, 1, 2, 1, 0, 0);

function evaluation(confidence = 0.9): CommitteeEvaluation {
  const probabilities = Float32Array.from({ length: 18 }, (_, i) =>
    TOGETHER[Math.floor(i / 3)] === i % 3 ? confidence : 0.05,
  );
  return {
    loss: 1,
    labels: LABELS,
    predicted: TOGETHER,
    probabilities,
    answers: ANSWERS,
    accuracies: [4 / 6, 0.5, 4 / 6],
  };
}

function evaluated(hidden: readonly number[] = [2]): EvaluatedCommittee {
  const engine = createSimdEngine('float32');
  const architecture = { input: 2, hidden, output: 3, activation: 'relu' as const };
  const networks = ANSWERS.map(() => new Network(engine, architecture));
  const images = Uint8Array.from({ length: 12 }, (_, i) => i);
  const testSet = {
    name: 'x',
    rows: 1,
    columns: 2,
    classes: 3,
    hashes: {},
    test: { images, labels: LABELS, count: 6 },
  };
  const views = [undefined, 'deslant', { width: 2 }] as const;
  return { networks, views, testSet: testSet as TestSet, evaluation: evaluation() };
}

function report(hidden?: readonly number[]) {
  const origin = { program: '1', commands: [], runs: [], name: 'three', training: {} };
  return collectCommittee(evaluated(hidden), ['a', 'b', 'c'], origin);
}

test('compares each member with the committee', () => {
  const { committee, metrics } = report();
  expect(metrics.correct).toBe(3);
  expect(committee?.members).toMatchObject([
    { name: 'a', wrong: 3, corrected: 0, outvoted: 0 },
    { name: 'b', wrong: 3, corrected: 1, outvoted: 1 },
    { name: 'c', wrong: 3, corrected: 1, outvoted: 1 },
  ]);
});

test('counts how many members are right, and how often two agree', () => {
  const { committee } = report();
  expect(committee?.byRight).toEqual([
    { images: 1, together: 0 },
    { images: 2, together: 0 },
    { images: 2, together: 2 },
    { images: 1, together: 1 },
  ]);
  expect(committee?.agreement).toEqual([
    [1, 3 / 6, 3 / 6],
    [3 / 6, 1, 1 / 6],
    [3 / 6, 1 / 6, 1],
  ]);
});

test('lists disputed images, the most disputed first, with all predictions', () => {
  const { committee, images } = report();
  expect(committee?.disputes).toBe(5);
  expect(committee?.disputed.map((place) => images.index[place])).toEqual([4, 1, 2, 3, 5]);
  const answers = [...Buffer.from(committee?.answers ?? '', 'base64')];
  expect(answers).toEqual(images.index.flatMap((n) => ANSWERS.map((own) => own[n])));
});

test('omits parameters that would make the page too large', () => {
  expect(report().committee?.members[2].parameters?.W1.shape).toEqual([2, 2]);
  expect(report([400_000]).committee?.members[2].parameters).toBeUndefined();
});

test.each([
  ['x/seed-1/model.json x/seed-2/model.json x/seed-3/model.json', ['seed-1', 'seed-2', 'seed-3']],
  ['x/a.json x/b.json x/c.json', ['a.json', 'b.json', 'c.json']],
  ['x/run/model.json y/run/model.json z/run/model.json', ['x/run/model.json', 'y/run/model.json', 'z/run/model.json']],
])('the members of %s have short names that differ', (models, names) => {
  const page = committeeHtml(evaluated(), { models: models.split(' '), training: {}, program: '1' });
  const { committee } = JSON.parse(/id="report">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
  expect(committee.members.map(({ name }: { name: string }) => name)).toEqual(names);
});
