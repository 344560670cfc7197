import { TrainerError } from '../../errors.js';
import { type LivePage, openLivePage } from '../../live/live-page.js';
import { type Plan, planResume, planRun } from '../../run/plan.js';
import { MAX_THREADS, startRun } from '../../run/run.js';
import { withDisplay } from '../program/display.js';
import { configOverrides, hasSettings, type OutputFlags, type TrainFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { requireLive } from '../program/live.js';
import { numberFlag } from '../program/number-flag.js';
import { openInBrowser } from '../program/open.js';
import { supportsUnicode } from '../program/terminal.js';
import { jsonText } from '../text/json.js';
import { runDocument, runText } from '../text/run.js';

interface TrainCommandFlags extends TrainFlags, OutputFlags {
  jsonLines?: boolean;
  config?: string;
  resume?: string;
  threads?: string;
  force?: boolean;
  live?: boolean;
  open?: boolean;
}

/** `mnist-train CONFIG`: trains a net and writes curves and a model; `--resume DIR` continues a run. */
export async function trainCommand(flags: TrainCommandFlags): Promise<void> {
  const plan = await planOf(flags);
  const command = ['mnist-train', ...process.argv.slice(2)];
  const options = { force: flags.force, threads: parseThreads(flags.threads), command };
  const { config, folder, earlier } = plan;
  requireLive(flags, config);
  if (config.runs) {
    const { severalCommand } = await import('./several.js');
    return severalCommand(plan, options, flags);
  }
  if (earlier?.isFinished) {
    const document = { run: folder, finished: true, config };
    const text = jsonText(document, flags) ?? `${folder} is finished: nothing to resume\n`;
    process.stdout.write(text);
    return;
  }
  const signal = listenForSignals();
  const run = await withDisplay(flags, async (display) => {
    const notice = (text: string) => display.notice(text);
    const onAddress = flags.open ? (address: string) => openInBrowser(address, notice) : undefined;
    const page = flags.live || flags.open ? openLivePage(config, { notice, onAddress }) : undefined;
    try {
      const onParameters: LivePage['show'] = (...moment) => page?.show(...moment);
      const run = await startRun(plan, { ...options, signal, observer: display, onParameters });
      page?.follow(run);
      for await (const record of run.records()) {
        display.training(record, run.iterations);
        if (flags.jsonLines && record.kind !== 'progress') process.stdout.write(`${JSON.stringify(record)}\n`);
      }
      return run;
    } finally {
      page?.end();
    }
  });
  const curves = !process.stdout.isTTY || flags.quiet ? 'none' : supportsUnicode() ? 'unicode' : 'ascii';
  process.stdout.write(jsonText(runDocument(run), flags) ?? runText(run, curves, process.stdout.columns));
  signal.throwIfAborted();
}

async function planOf(flags: TrainCommandFlags): Promise<Plan> {
  const { resume, config, output, force } = flags;
  const overrides = configOverrides(flags);
  if (resume !== undefined) {
    const flag = output !== undefined ? '--output' : force ? '--force' : undefined;
    if (flag === undefined) return planResume(resume, overrides, config);
    throw new TrainerError('USAGE', `${flag} has no effect with --resume, which continues ${resume}`, {
      hint: `leave ${flag} out`,
    });
  }
  if (config !== undefined || hasSettings(flags)) return planRun(config, overrides);
  throw new TrainerError('USAGE', 'a config is needed: mnist-train CONFIG', {
    hint: 'mnist-train quickstart needs no file and no network; mnist-train alone lists more',
  });
}

function parseThreads(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hint = 'leave it out to use every core; results are the same for any number';
  return numberFlag('--threads', text, { min: 1, max: MAX_THREADS, isWhole: true, hint });
}
