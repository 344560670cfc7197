import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { ConfigInput } from '../../src/config/schema.js';
import { TrainerError } from '../../src/errors.js';

/** A folder that exists during a test that calls `makeFolder`. */
export const folder = join(tmpdir(), `mnist-train-config-${process.pid}`);

export function makeFolder(): void {
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
}

/** Writes a config with this content; returns its path. */
export function written(name: string, content: string | Uint8Array): string {
  makeFolder();
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The error that the command line prints for a config, without the folder. Throws if the config is valid. */
export async function complaint(
  name: string,
  content: string | Uint8Array,
  overrides: ConfigInput = {},
): Promise<string> {
  return complaintAbout(() => loadConfig(written(name, content), overrides));
}

export async function complaintAbout(load: () => unknown): Promise<string> {
  const { code, message } = await fault(load);
  return `${code}: ${message.replaceAll(join(folder, '/'), '')}`;
}

/** The TrainerError of an invalid config, with its hint. */
export async function fault(load: () => unknown): Promise<TrainerError> {
  try {
    await load();
  } catch (error) {
    if (error instanceof TrainerError) return error;
    throw error;
  }
  throw new Error('the config was accepted');
}
