import type { Plan } from '../../run/plan.js';
import type { RunOptions } from '../../run/run.js';
import { startSeeds } from '../../run/seeds/run-seeds.js';
import { spreadOf } from '../../run/spread.js';
import { withDisplay } from '../program/display.js';
import type { OutputFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { evaluationLine } from '../text/accuracy.js';
import { resumeHint } from '../text/run.js';
import { seedsText } from '../text/seeds.js';

/** A config with `seeds`: one run for each, and what they come to together. */
export async function seedsCommand(
  plan: Plan,
  seeds: readonly number[],
  options: RunOptions,
  flags: OutputFlags,
): Promise<void> {
  const startedAt = Date.now();
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
    }
  }).catch((error) => {
    if (folder && signal.aborted && !flags.json) process.stdout.write(`${resumeHint(folder)}\n`);
    throw error;
  });
  const spread = spreadOf(results.map(({ testAccuracy }) => testAccuracy));
  const { config } = plan;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ run: folder, seeds: results, testAccuracy: spread, config }, null, 2)}\n`
      : seedsText(folder, config, results, spread, (Date.now() - startedAt) / 1000),
  );
}
