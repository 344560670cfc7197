import type { Plan } from '../../run/plan.js';
import type { RunOptions } from '../../run/run.js';
import { startSeeds } from '../../run/seeds/run-seeds.js';
import { spreadOf } from '../../run/spread.js';
import { withDisplay } from '../program/display.js';
import type { OutputFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { evaluationLine } from '../text/accuracy.js';
import { healthJson } from '../text/health.js';
import { jsonText } from '../text/json.js';
import { resumeHint } from '../text/run.js';
import { seedsText } from '../text/seeds.js';

/** A config with `seeds`: one run for each, and what they come to together. */
export async function seedsCommand(
  plan: Plan,
  seeds: readonly number[],
  options: RunOptions,
  flags: OutputFlags & { jsonLines?: boolean },
): Promise<void> {
  const since = performance.now();
  const signal = listenForSignals();
  let folder = '';
  const results = await withDisplay(flags, async (display) => {
    const started = await startSeeds(plan, seeds, { ...options, signal, observer: display });
    folder = started.folder;
    const runs = started.records();
    for (;;) {
      const step = await runs.next();
      if (step.done) return step.value;
      display.notice(`seed ${step.value.seed}: ${evaluationLine(step.value)}`);
      if (flags.jsonLines) process.stdout.write(`${JSON.stringify(step.value)}\n`);
    }
  }).catch((error) => {
    if (folder && signal.aborted && !flags.json && !flags.jsonLines) process.stdout.write(`${resumeHint(folder)}\n`);
    throw error;
  });
  const spread = spreadOf(results.map(({ testAccuracy }) => testAccuracy));
  const { config } = plan;
  const documents = results.map(({ health, ...result }) => ({ ...result, health: healthJson(health) }));
  const document = { run: folder, seeds: documents, testAccuracy: spread, config };
  process.stdout.write(
    jsonText(document, flags) ?? seedsText(folder, config, results, spread, (performance.now() - since) / 1000),
  );
}
