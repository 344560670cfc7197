import type { Plan } from '../../run/plan.js';
import type { RunOptions } from '../../run/run.js';
import { areSeeds, groupsOf } from '../../run/several/results.js';
import { startRuns } from '../../run/several/start-runs.js';
import { withDisplay } from '../program/display.js';
import type { OutputFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { evaluationLine } from '../text/accuracy.js';
import { healthJson } from '../text/health.js';
import { jsonText } from '../text/json.js';
import { resumeHint } from '../text/run.js';
import { severalText } from '../text/several.js';

/** Trains all runs of a config with `runs` or `seeds`, and prints their results. */
export async function severalCommand(
  plan: Plan,
  options: RunOptions,
  flags: OutputFlags & { jsonLines?: boolean },
): Promise<void> {
  const { config } = plan;
  const since = performance.now();
  const signal = listenForSignals();
  let folder = '';
  const results = await withDisplay(flags, async (display) => {
    const started = await startRuns(plan, { ...options, signal, observer: display });
    folder = started.folder;
    const runs = started.records();
    for (;;) {
      const step = await runs.next();
      if (step.done) return step.value;
      display.notice(`${step.value.run}: ${evaluationLine(step.value)}`);
      if (flags.jsonLines) process.stdout.write(`${JSON.stringify(step.value)}\n`);
    }
  }).catch((error) => {
    if (folder && signal.aborted) {
      const document = { run: folder, interrupted: true, config };
      process.stdout.write(jsonText(document, flags) ?? `${resumeHint(folder)}\n`);
    }
    throw error;
  });
  const groups = groupsOf(config, results);
  const documents = results.map(({ health, ...result }) => ({ ...result, health: healthJson(health) }));
  const what = areSeeds(config)
    ? { seeds: documents, testAccuracy: groups[0].testAccuracy }
    : { runs: documents, groups };
  process.stdout.write(
    jsonText({ run: folder, ...what, config }, flags) ??
      severalText(folder, config, results, groups, (performance.now() - since) / 1000),
  );
}
