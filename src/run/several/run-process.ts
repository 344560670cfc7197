import { fork } from 'node:child_process';
import type { ConfigInput } from '../../config/schema.js';
import { type ErrorCode, TrainerError } from '../../errors.js';
import { packageFile } from '../../files/package-file.js';
import type { AccuracyRecord } from '../../training/records.js';

/** The order to one process: train the run of this name, or resume it. */
export interface Order {
  readonly name: string;
  /** The folder of all runs, with their config.json. */
  readonly folder: string;
  /** Where the data is now. */
  readonly data: ConfigInput['data'];
  readonly threads: number;
  readonly command: readonly string[];
}

/** What a child reports to its parent. */
export type ChildMessage =
  | AccuracyRecord
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'stopped'; readonly by: string }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string; readonly hint?: string | undefined }
  | { readonly kind: 'bug'; readonly stack: string };

const CHILD = packageFile('dist/programs/one-run.js');

/** Runs one of several in its own process. Throws the error it reports, or TRAINING_KILLED if it was killed. */
export async function runInProcess(
  order: Order,
  listener: { notice(text: string): void; accuracy(record: AccuracyRecord): void },
  signal: AbortSignal,
): Promise<void> {
  const { name, folder } = order;
  const child = fork(CHILD, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const stop = () => child.connected && child.send('stop');
  let failure: Error | undefined;
  const killed = (by: number | string) =>
    new TrainerError('TRAINING_KILLED', `${name}: its process was ended by ${by}`, {
      hint: `mnist-train --resume ${folder} continues the unfinished runs`,
    });
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'notice') listener.notice(message.text);
    else if (message.kind === 'accuracy') listener.accuracy(message);
    else if (message.kind === 'stopped') failure = killed(message.by);
    else if (message.kind === 'bug') failure = new Error(`${name}: ${message.stack}`);
    else failure = new TrainerError(message.code, `${name}: ${message.message}`, { hint: message.hint });
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // unlike `exit`, `close` comes after the child's last message
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'an unknown cause'));
  });
  child.send(order, () => undefined);
  signal.addEventListener('abort', stop);
  const end = await ended;
  signal.removeEventListener('abort', stop);
  if (signal.aborted) return;
  if (failure) throw failure;
  if (end !== 0) throw killed(end);
}
