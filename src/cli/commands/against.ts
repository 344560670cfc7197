import { compareModels } from '../../run/compare-models.js';
import { watched } from '../program/display.js';
import { configOverrides, netFacts } from '../program/flags.js';
import { parseMinAccuracy, requireAccuracy } from '../program/min-accuracy.js';
import { againstText } from '../text/against.js';
import { fitted } from '../text/fit.js';
import type { EvaluateFlags } from './evaluate.js';

/** `mnist-eval a.json --against b.json`: compares two models. --min-accuracy applies to the first. */
export async function againstCommand(
  first: readonly string[],
  second: readonly string[],
  flags: EvaluateFlags,
): Promise<void> {
  const minAccuracy = parseMinAccuracy(flags.minAccuracy);
  const { dataset, comparison } = await watched(flags, (watch) =>
    compareModels(first, second, configOverrides(flags), watch, netFacts(flags, [...first, ...second])),
  );
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ models: first, against: second, dataset: dataset.name, ...comparison }, null, 2)}\n`
      : fitted(againstText([nameOf(first), nameOf(second)], dataset.name, comparison)),
  );
  requireAccuracy((comparison.bothRight + comparison.onlyFirst) / comparison.count, minAccuracy);
}

function nameOf(models: readonly string[]): string {
  return models.length === 1 ? models[0] : `a committee of ${models.length}, ${models[0]} …`;
}
