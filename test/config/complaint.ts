import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import type { ConfigInput } from '../../src/config/schema.js';
import { TrainerError } from '../../src/errors.js';

/** A folder that `makeFolder` makes for the length of a test. */
export const folder = join(tmpdir(), `mnist-train-config-${process.pid}`);

export function makeFolder(): void {
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
}

/** The path of a config with this content. */
export function written(name: string, content: string | Uint8Array): string {
  makeFolder();
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the command line would print about a config, without the folder; fails the test if there is nothing to complain about. */
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

/** The error itself, for its hint. */
export async function fault(load: () => unknown): Promise<TrainerError> {
  try {
    await load();
  } catch (error) {
    if (error instanceof TrainerError) return error;
    throw error;
  }
  throw new Error('the config was accepted');
}
