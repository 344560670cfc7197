import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HealthFacts, healthFacts } from '../training/health/facts.js';

/** Reads the health facts from run.json; undefined if the file is missing, damaged or not of this program. */
export function readRunHealth(folder: string): HealthFacts | undefined {
  try {
    return healthFacts.safeParse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).health).data;
  } catch {
    return undefined;
  }
}
