import { loadConfig, resolveConfig } from '../../config/load.js';
import { oneRun } from '../../config/resolve.js';
import { TrainerError } from '../../errors.js';
import { gradcheck } from '../../run/gradcheck.js';
import { watched } from '../program/display.js';
import { configOverrides, type OutputFlags, type TrainFlags } from '../program/flags.js';
import { numberFlag } from '../program/number-flag.js';
import { supportsEscapes } from '../program/terminal.js';
import { fitted } from '../text/fit.js';
import { gradcheckText } from '../text/gradcheck.js';

interface GradcheckFlags extends TrainFlags, OutputFlags {
  config?: string;
  samples: string;
  steps: string;
  h: string;
}

const BUILT_IN = { dataset: 'strokes', data: { limit: { train: 1000, test: 100 } } } as const;

/** `mnist-train gradcheck`: compares back-propagation with central differences. Throws CHECK_GRADIENT if they disagree. */
export async function gradcheckCommand(flags: GradcheckFlags): Promise<void> {
  const overrides = configOverrides(flags);
  const config = flags.config
    ? oneRun(await loadConfig(flags.config, overrides))
    : resolveConfig(BUILT_IN, overrides, 'flags');
  const number = (flag: string, text: string, min: number, max: number, isWhole = true) =>
    numberFlag(flag, text, { min, max, isWhole, hint: 'mnist-train gradcheck --help explains the flag' });
  const samples = number('--samples', flags.samples, 1, 1e7);
  const steps = number('--steps', flags.steps, 0, 1e6);
  const h = number('--h', flags.h, 1e-12, 1, false);
  const report = await watched(flags, (watch) => gradcheck(config, { samples, steps, h }, watch));
  const colour = flags.color !== false && !process.env.NO_COLOR && supportsEscapes(process.stdout);
  process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : fitted(gradcheckText(report, colour)));
  if (report.passed) return;
  throw new TrainerError('CHECK_GRADIENT', 'back-propagation disagrees with central differences', {
    hint: 'look at the last tensor that disagrees: the backward pass of its layer, or of the next one, is wrong',
  });
}
