import { TrainerError } from '../../errors.js';
import { type Plan, planResume, planRun } from '../../run/plan.js';
import { MAX_THREADS, startRun } from '../../run/run.js';
import { withDisplay } from '../program/display.js';
import { configOverrides, type OutputFlags, type TrainFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { numberFlag } from '../program/number-flag.js';
import { showable, speaksUtf8 } from '../program/terminal.js';
import { runJson, runText } from '../text/run.js';

interface TrainCommandFlags extends TrainFlags, OutputFlags {
  config?: string;
  resume?: string;
  threads?: string;
  force?: boolean;
}

/** `mnist-train --config FILE`: from a config to curves and a model; `--resume DIR` goes on with a run. */
export async function trainCommand(flags: TrainCommandFlags): Promise<void> {
  const plan = await planOf(flags);
  const command = ['mnist-train', ...process.argv.slice(2)];
  const options = { force: flags.force, threads: parseThreads(flags.threads), command };
  const { config, folder, earlier } = plan;
  if (config.seeds) {
    const { seedsCommand } = await import('./seeds.js');
    return seedsCommand(plan, config.seeds, options, flags);
  }
  if (earlier?.isFinished) {
    const document = { run: folder, finished: true, config };
    const text = flags.json ? JSON.stringify(document, null, 2) : `${folder} is finished: nothing to resume`;
    process.stdout.write(`${text}\n`);
    return;
  }
  const signal = listenForSignals();
  const run = await withDisplay(flags, async (display) => {
    const run = await startRun(plan, { ...options, signal, observer: display });
    for await (const record of run.records()) display.training(record, run.iterations);
    return run;
  });
  const curves = !process.stdout.isTTY || flags.quiet ? 'none' : speaksUtf8() ? 'unicode' : 'ascii';
  process.stdout.write(flags.json ? runJson(run) : showable(runText(run, curves)));
  signal.throwIfAborted();
}

async function planOf(flags: TrainCommandFlags): Promise<Plan> {
  const { resume, config, output, force } = flags;
  const overrides = configOverrides(flags);
  if (resume !== undefined) {
    const flag = output !== undefined ? '--output' : force ? '--force' : undefined;
    if (flag === undefined) return planResume(resume, overrides, config);
    throw new TrainerError('USAGE', `${flag} has no effect beside --resume, which goes on in ${resume}`, {
      hint: `leave ${flag} out`,
    });
  }
  if (config !== undefined) return planRun(config, overrides);
  throw new TrainerError('USAGE', 'a config is needed: mnist-train --config FILE', {
    hint: 'configs/quickstart.yaml needs no network; mnist-train --help shows the rest',
  });
}

function parseThreads(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hint = 'leave it out to use every core; results are the same for any number';
  return numberFlag('--threads', text, { min: 1, max: MAX_THREADS, isWhole: true, hint });
}
