import { loadConfig, resolveConfig } from '../../config/load.js';
import { oneRun } from '../../config/resolve.js';
import type { Config } from '../../config/schema.js';
import { TrainerError } from '../../errors.js';
import { traceAgainst } from '../../run/trace/against.js';
import { writtenTrace } from '../../run/trace/written-trace.js';
import { watched } from '../program/display.js';
import { configOverrides, hasSettings, type OutputFlags, type TrainFlags } from '../program/flags.js';
import { requireNew, writeNewFile } from '../program/new-file.js';
import { numberFlag } from '../program/number-flag.js';
import { supportsEscapes } from '../program/terminal.js';
import { fitted } from '../text/fit.js';
import { againstText, traceText } from '../text/trace.js';

interface TraceFlags extends TrainFlags, OutputFlags {
  config?: string;
  step: string;
  against?: string;
  force?: boolean;
  activation?: string;
  precision?: string;
}

/** `mnist-train trace`: writes every array of one step, or compares them with a user's file. Throws CHECK_TRACE if they differ. */
export async function traceCommand(flags: TraceFlags): Promise<void> {
  const { against, output } = flags;
  if ((against === undefined) === (output === undefined)) {
    throw new TrainerError(
      'USAGE',
      'give either --output FILE.npz, to write a step, or --against FILE.npz, to check yours',
      {
        hint: 'mnist-train trace --config book-ch05 --output step.npz, or mnist-train trace --against mine.npz',
      },
    );
  }
  const step = numberFlag('--step', flags.step, { min: 1, max: 1e7, isWhole: true, hint: 'steps count from 1' });
  const config = await stepConfig(flags);
  if (output !== undefined) await write(config, step, output, flags);
  else await check(against as string, config, step, flags);
}

/** The config of the step: in float64, as in NumPy, unless --precision is given. Without a config, the book's loss. */
async function stepConfig({ precision = 'float64', output: _, ...flags }: TraceFlags): Promise<Config> {
  const overrides = configOverrides({ ...flags, precision } as TrainFlags);
  return flags.config
    ? oneRun(await loadConfig(flags.config, overrides))
    : resolveConfig({ loss: 'book' }, overrides, 'flags');
}

async function write(config: Config, step: number, output: string, flags: TraceFlags): Promise<void> {
  if (flags.config === undefined && !hasSettings(flags)) {
    throw new TrainerError('USAGE', 'a config is needed: mnist-train trace --config FILE --output step.npz', {
      hint: 'for example --config book-ch05',
    });
  }
  requireNew(output, flags.force);
  const { bytes, ...about } = await watched(flags, (watch) => writtenTrace(config, step, watch));
  await writeNewFile(output, bytes);
  const report = { written: output, ...about };
  process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : fitted(traceText(report)));
}

async function check(path: string, config: Config, step: number, flags: TraceFlags): Promise<void> {
  const options = { step, hasConfig: flags.config !== undefined, hasActivation: flags.activation !== undefined };
  const report = await watched(flags, (watch) => traceAgainst(path, config, options, watch));
  const colour = flags.color !== false && !process.env.NO_COLOR && supportsEscapes(process.stdout);
  process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : fitted(againstText(report, colour)));
  const { first } = report;
  if (!first) return;
  const { says, hint } = first.explanation;
  throw new TrainerError('CHECK_TRACE', says, { hint });
}
