import type { Workplace } from '../fixtures/run-command.js';
import { isAvailable } from './torture.js';

/** Whether a command may mount file systems here. */
export const canMount =
  process.platform === 'linux' && isAvailable('unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');

/** Runs `mnist-train …` as `"$@"` of a shell script, in a mount namespace of its own. */
export function inNamespace(work: Workplace, script: string, command: string) {
  return work.run(command, { under: ['unshare', '-rm', 'sh', '-c', script, 'sh'] });
}
