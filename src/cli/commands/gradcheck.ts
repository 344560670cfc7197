import { loadConfig, resolveConfig } from '../../config/load.js';
import { TrainerError } from '../../errors.js';
import { gradcheck } from '../../run/gradcheck.js';
import { createDisplay } from '../program/display.js';
import { configOverrides, type TrainFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { gradcheckText } from '../text/gradcheck.js';

export interface GradcheckFlags extends TrainFlags {
  config?: string;
  samples: string;
  steps: string;
  h: string;
  json?: boolean;
  quiet?: boolean;
  color: boolean;
}

const BUILT_IN = { dataset: 'strokes', data: { limit: { train: 1000, test: 100 } } } as const;

/** `mnist-train gradcheck`: is back-propagation the gradient of the loss? Throws CHECK_GRADIENT if it is not. */
export async function gradcheckCommand(flags: GradcheckFlags): Promise<void> {
  const overrides = configOverrides(flags);
  const config = flags.config ? await loadConfig(flags.config, overrides) : resolveConfig(BUILT_IN, overrides, 'flags');
  const samples = integerFlag('--samples', flags.samples, 1, 1e7);
  const steps = integerFlag('--steps', flags.steps, 0, 1e6);
  const h = numberFlag('--h', flags.h, 1e-12, 1);
  const display = await createDisplay(flags);
  try {
    const report = await gradcheck(config, { samples, steps, h }, display, listenForSignals());
    display.stop();
    const colour = flags.color && !process.env.NO_COLOR && process.stdout.isTTY;
    process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : gradcheckText(report, colour));
    if (report.passed) return;
    throw new TrainerError('CHECK_GRADIENT', 'back-propagation disagrees with central differences', {
      hint: 'the last tensors that disagree point to the layer whose backward is wrong',
    });
  } finally {
    display.stop();
  }
}

function integerFlag(flag: string, text: string, min: number, max: number): number {
  const value = parse(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw outOfRange(flag, text, `an integer from ${min} to ${max}`);
}

function numberFlag(flag: string, text: string, min: number, max: number): number {
  const value = parse(text);
  if (value >= min && value <= max) return value;
  throw outOfRange(flag, text, `a number from ${min} to ${max}`);
}

function parse(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function outOfRange(flag: string, text: string, wanted: string): TrainerError {
  return new TrainerError('USAGE', `${flag}: expected ${wanted}, got "${text}"`, {
    hint: 'mnist-train gradcheck --help tells what it is for',
  });
}
