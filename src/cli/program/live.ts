import type { Config } from '../../config/schema.js';
import { TrainerError } from '../../errors.js';
import { areSeeds } from '../../run/several/results.js';

/** Throws USAGE if --live contradicts the config or another flag. */
export function requireLive(
  { live, open, quiet }: { live?: boolean; open?: boolean; quiet?: boolean },
  config: Config,
): void {
  if (!live && !open) return;
  if (quiet && !open) {
    throw new TrainerError('USAGE', '--live has no effect with --quiet, which hides the address of the page', {
      hint: 'leave one of them out',
    });
  }
  const { runs } = config;
  if (runs === undefined) return;
  throw new TrainerError('USAGE', `--live shows one run, and this config has ${runs.length} runs`, {
    hint: areSeeds(config) ? `--seed ${runs[0].seed} runs one of them` : 'leave it out',
  });
}
