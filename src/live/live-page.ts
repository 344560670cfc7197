import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { packageFile } from '../files/package-file.js';
import type { Parameters } from '../network/network.js';
import type { LiveRun } from './live-report.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

/** What the process of the page receives: first its run, then snapshots. */
export type Order = LiveRun | Snapshot;

/** What the process of the page reports. */
export type News = { readonly address: string } | { readonly failure: string };

export interface LivePage {
  /** Shows the parameters of an evaluation; they are copied. */
  show(params: Parameters, iteration: number): void;
  /** Ends the page: open copies get the final report from the run's folder. */
  end(): void;
}

const CHILD = packageFile('dist/programs/live-page.js');

/**
 * Starts the page of a run in a process of low priority, so that neither its work nor its readers delay the run. notice:
 * receives the address, and any failure; the run goes on without the page.
 */
export function openLivePage(
  { config, folder, dataset, iterations, monitored }: LiveRun,
  notice: (text: string) => void,
): LivePage {
  const child = fork(CHILD, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' });
  child.unref();
  child.channel?.unref();
  let next: Order | undefined = { config, folder, dataset, iterations, monitored };
  let isSending = false;
  // At most one message is being sent and one waits; a newer snapshot replaces the one that waits.
  const send = () => {
    if (isSending || !next || !child.connected) return;
    isSending = true;
    child.send(next, () => {
      isSending = false;
      send();
    });
    next = undefined;
  };
  const gone = (why: string) => notice(`the live page is gone, the run goes on: ${why}`);
  child.on('error', ({ message }) => gone(message));
  child.on('exit', (_, signal) => signal && gone(`its process was ended by ${signal}`));
  child.on('message', (news: News) => ('address' in news ? notice(`live page: ${news.address}`) : gone(news.failure)));
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  send();
  return {
    show(params, iteration) {
      next = takeSnapshot(params, iteration);
      send();
    },
    end() {
      if (child.connected) child.disconnect();
    },
  };
}
