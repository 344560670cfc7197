import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HealthFacts, healthFacts } from '../training/health/facts.js';

/** What a finished run left in its `run.json`; undefined if it is another program's, damaged or not there. */
export function readRunHealth(folder: string): HealthFacts | undefined {
  try {
    return healthFacts.safeParse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).health).data;
  } catch {
    return undefined;
  }
}
