import { expect, test } from 'vitest';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import type { View } from '../../src/image/views/views.js';
import { type Architecture, Network } from '../../src/network/network.js';
import { storeArrays } from '../../src/network/stored-arrays.js';
import { CommitteeNet } from '../../src/page/committee-net.js';
import { Philox } from '../../src/random/philox.js';
import type { Member } from '../../src/report/report-data.js';
import { Committee } from '../../src/training/evaluation/committee.js';
import { chunks, loadSplit, viewedSplit } from '../../src/training/training-data.js';

const PIXELS = Uint8Array.from({ length: 256 }, (_, i) => i);
const FACTS = { accuracy: 1, wrong: 0, corrected: 0, outvoted: 0 };

test('the committee in the page gives the same outputs as in the commands', async () => {
  const engine = createSimdEngine('float64');
  const architecture: Architecture = { input: 256, hidden: [12], output: 5, activation: 'relu' };
  const networks = [1, 2, 3].map((seed) => {
    const network = new Network(engine, architecture);
    network.initialise(new Philox(seed, 0), 0.1);
    return network;
  });
  const image = { images: PIXELS, labels: new Uint8Array(1), count: 1 };
  const committee = new Committee(networks, image.labels);
  const views = [{}, { view: 'deslant' }, { view: { width: 8 } }] as const;
  for (const [i, { view }] of views.map((own): { view?: View } => own).entries()) {
    const split = loadSplit(engine, viewedSplit(image, { rows: 16, columns: 16 }, view), PIXELS.length);
    await committee.look(chunks(split), undefined, [i]);
  }
  const members = networks.map(
    ({ params }, i): Member => ({
      name: `${i}`,
      architecture,
      ...views[i],
      ...FACTS,
      parameters: storeArrays(params).stored,
    }),
  );
  const net = CommitteeNet.of(members, 16);
  const prediction = net?.predict(net.applyView(PIXELS));
  const logs = committee.logProbabilities();
  for (let k = 0; k < 5; k++) expect(prediction?.scores[k]).toBeCloseTo(logs[k], 13);
  expect(prediction?.outputs.reduce((sum, y) => sum + y)).toBeCloseTo(1, 14);
  expect(prediction?.members.map(({ predicted }) => predicted)).toEqual(committee.result().answers.map(([k]) => k));
  const { parameters: _, ...without } = members[0];
  expect(CommitteeNet.of([members[1], without], 16)).toBeUndefined();
});
