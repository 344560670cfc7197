import type { Config } from '../../config/schema.js';
import { TrainerError } from '../../errors.js';

/** Throws USAGE if --live contradicts the config or another flag. */
export function requireLive(
  { live, open, quiet }: { live?: boolean; open?: boolean; quiet?: boolean },
  { seeds }: Config,
): void {
  if (!live && !open) return;
  if (quiet && !open) {
    throw new TrainerError('USAGE', '--live has no effect beside --quiet, which hides the address of the page', {
      hint: 'leave one of them out',
    });
  }
  if (seeds === undefined) return;
  throw new TrainerError('USAGE', `--live shows one run, and this config has ${seeds.length} seeds`, {
    hint: `--seed ${seeds[0]} runs one of them`,
  });
}
