import { resolveConfig } from '../../config/load.js';
import { fetchDataset } from '../../dataset/load.js';
import { loadOptions } from '../../run/load-data.js';
import { watched } from '../program/display.js';
import { configOverrides, type DataFlags, type OutputFlags } from '../program/flags.js';
import { fitted } from '../text/fit.js';
import { count } from '../text/numbers.js';

/** `mnist-train fetch`: downloads and verifies a dataset. --json prints all values of its row in the catalogue. */
export async function fetchCommand(flags: DataFlags & OutputFlags): Promise<void> {
  const config = resolveConfig({}, configOverrides(flags), 'flags');
  const { dataset, files } = await watched(flags, (watch) =>
    fetchDataset({ ...loadOptions(config, watch), mustStore: true }),
  );
  if (flags.json) {
    const { name, rows, columns, classes, train, test } = dataset;
    const facts = { dataset: name, rows, columns, classes, train: train.count, test: test.count };
    process.stdout.write(`${JSON.stringify({ ...facts, files }, null, 2)}\n`);
    return;
  }
  for (const { name, origin, from, bytes, packedSha256, sha256 } of files) {
    const hash = packedSha256 ?? sha256;
    process.stdout.write(fitted(`${name}  ${origin}  ${count(bytes)} bytes  ${from}\n  sha256 ${hash}\n`));
  }
}
