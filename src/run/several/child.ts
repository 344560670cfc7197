import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { planOneOf, planResume } from '../plan.js';
import { startRun } from '../run.js';
import type { ChildMessage, Order } from './run-process.js';

// The process of one of several runs. It receives its order and sends messages by IPC. When its parent ends, it saves and ends.
const controller = new AbortController();
process.on('SIGINT', () => undefined); // Ctrl-C reaches the parent too, which sends `stop`
for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort(name));
process.on('disconnect', () => controller.abort('the end of its parent'));
process.on('message', (message: Order | 'stop') => {
  if (message === 'stop') controller.abort();
  else void work(message);
});

/** Resolves when the message is sent, also if the parent has ended. A stopped parent delays it. */
function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

async function work({ folder, name, data, threads, command }: Order): Promise<void> {
  try {
    const path = join(folder, name);
    const isEarlier = existsSync(join(path, 'config.json'));
    const plan = await (isEarlier ? planResume(path, { data }) : planOneOf(folder, name, { data }));
    if (!plan.earlier?.isFinished) {
      const observer = { notice: (text: string) => void send({ kind: 'notice', text }), working() {} };
      const run = await startRun(plan, { force: !isEarlier, threads, signal: controller.signal, observer, command });
      for await (const record of run.records()) if (record.kind === 'accuracy') void send(record);
    }
    if (controller.signal.aborted) await send({ kind: 'stopped', by: String(controller.signal.reason) });
  } catch (error) {
    await send(
      error instanceof TrainerError
        ? { kind: 'error', code: error.code, message: error.message, hint: error.hint }
        : { kind: 'bug', stack: (error as Error)?.stack ?? String(error) },
    );
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}
