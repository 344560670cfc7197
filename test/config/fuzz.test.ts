import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { TrainerError } from '../../src/errors.js';
import { Philox } from '../../src/random/philox.js';
import { written } from './complaint.js';

const YAML = `# a config with every kind of value
$schema: ./x.json
seed: 7
data: {dir: data, mirrors: ["https://example.com/"], limit: {train: 10, test: 5}}
hidden: [50, 100]
init:
  rng: numpy
  std: 0.01
learningRate: 1e-1
optimizer: {name: adam, beta1: 0.9}
schedule: cosine
epochs: 3
output:
  dir: 'runs/x'
`;
const JSON_TEXT = JSON.stringify(
  { seed: 7, hidden: [50], data: { offline: true, limit: 9 }, init: { std: 0.1 } },
  null,
  1,
);
/** Bytes that mean something to one of the parsers, besides those that mean nothing anywhere. */
const TELLING = Buffer.from('[]{}:,-?!&*#|>%@`"\'\\ \t\n\r0.e~<=_\0\x1b\x1f\x02\x18\xff\xc3\xef', 'latin1');

test.each([
  ['fuzz.yaml', YAML],
  ['fuzz.json', JSON_TEXT],
])('%s: 1,200 random edits give a config or a TrainerError of printable lines', async (name, text) => {
  const random = new Philox(11, 0);
  for (let round = 0; round < 1200; round++) {
    const bytes = [...Buffer.from(text)];
    for (let edits = 1 + random.integer(6); edits > 0; edits--) {
      const byte = random.integer(4) === 0 ? random.integer(256) : TELLING[random.integer(TELLING.length)];
      const repeats = random.integer(12) === 0 ? 1 + random.integer(400) : 1;
      const removed = random.integer(3);
      bytes.splice(random.integer(bytes.length), removed, ...Array<number>(repeats).fill(byte));
    }
    const path = written(name, Uint8Array.from(bytes));
    try {
      expect((await loadConfig(path)).batchSize).toBe(100);
    } catch (error) {
      if (!(error instanceof TrainerError)) {
        throw new Error(`round ${round}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`, { cause: error });
      }
      expect(error.code).toMatch(/^CONFIG/);
      expect(`${error.message}${error.hint ?? ''}`).toMatch(/^[^\p{C}]*(?:\n[^\p{C}]*)*$/u);
    }
  }
});
