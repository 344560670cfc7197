import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Config } from '../config/schema.js';
import { packageFile } from '../files/package-file.js';
import type { Parameters } from '../network/network.js';
import type { LiveRun } from './live-report.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

/** Messages to the process of the page: the config, then the run, then snapshots. */
export type ToPage = { readonly config: Config } | LiveRun | Snapshot;

/** Messages from the process of the page. */
export type FromPage = { readonly address: string } | { readonly failure: string };

export interface LivePage {
  /** Sets the run that the page shows. */
  follow(run: LiveRun): void;
  /** Shows a copy of the parameters. */
  show(params: Parameters, iteration: number): void;
  /** Ends the page: browsers that show it get the final report from the run's folder. */
  end(): void;
}

const CHILD = packageFile('dist/programs/live-page.js');

/** Callbacks of a live page: its address, and failures. The run continues without the page. */
export interface LiveListener {
  notice(text: string): void;
  onAddress?(address: string): void;
}

/**
 * Starts the page of a run in a low-priority process, so that its work and its browsers do not delay the run. Call it before
 * the run loads its data, which uses only one core.
 */
export function openLivePage(config: Config, { notice, onAddress }: LiveListener): LivePage {
  const child = fork(CHILD, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' });
  child.unref();
  child.channel?.unref();
  const waiting: ToPage[] = [];
  let isSending = false;
  const send = (message?: ToPage) => {
    if (message && 'parameters' in message && 'parameters' in (waiting.at(-1) ?? {})) waiting.pop(); // outdated
    if (message) waiting.push(message);
    if (isSending || !child.connected) return;
    const next = waiting.shift();
    if (!next) return;
    isSending = true;
    child.send(next, () => {
      isSending = false;
      send();
    });
  };
  const failed = (why: string) => notice(`the live page has stopped, the run continues: ${why}`);
  child.on('error', ({ message }) => failed(message));
  child.on('exit', (_, signal) => signal && failed(`its process was killed by ${signal}`));
  child.on('message', (message: FromPage) => {
    if ('failure' in message) return failed(message.failure);
    notice(`live page: ${message.address}`);
    onAddress?.(message.address);
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  send({ config });
  return {
    follow: ({ config, folder, dataset, iterations, monitored }) =>
      send({ config, folder, dataset, iterations, monitored }),
    show: (params, iteration) => send(takeSnapshot(params, iteration)),
    end() {
      if (child.connected) child.disconnect();
    },
  };
}
