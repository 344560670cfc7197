import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { packageFile } from '../files/package-file.js';
import type { Parameters } from '../network/network.js';
import type { LiveRun } from './live-report.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

/** What the process of the page is sent: first its run, then snapshots. */
export type Order = LiveRun | Snapshot;

/** What it tells. */
export type News = { readonly address: string } | { readonly failure: string };

export interface LivePage {
  /** Shows the parameters of an evaluation; they are copied. */
  show(params: Parameters, iteration: number): void;
  /** The run is over; open pages get what it left in its folder. */
  end(): void;
}

const CHILD = packageFile('dist/programs/live-page.js');

/**
 * Starts the page of a run, in a process of its own and of low priority, so that neither its work nor its readers hold the
 * run. notice: is told the address, and of a failure, which the run survives.
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
  // One message on its way and one that waits: of older ones the newest makes up.
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
