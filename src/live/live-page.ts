import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Config } from '../config/schema.js';
import { packageFile } from '../files/package-file.js';
import type { Parameters } from '../network/network.js';
import type { LiveRun } from './live-report.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

/** What the process of the page receives: what will be trained, then its run, then snapshots. */
export type Order = { readonly config: Config } | LiveRun | Snapshot;

/** What the process of the page reports. */
export type News = { readonly address: string } | { readonly failure: string };

export interface LivePage {
  /** Says which run the page is about, as soon as it is known. */
  follow(run: LiveRun): void;
  /** Shows the parameters of an evaluation; they are copied. */
  show(params: Parameters, iteration: number): void;
  /** Ends the page: open copies get the final report from the run's folder. */
  end(): void;
}

const CHILD = packageFile('dist/programs/live-page.js');

/** Who is told of a page: its address, and any failure; the run goes on without the page. */
export interface LiveListener {
  notice(text: string): void;
  onAddress?(address: string): void;
}

/**
 * Starts the page of a run in a process of low priority, so that neither its work nor its readers delay the run. It starts
 * while the run loads its data by one core, so that what the page loads costs the run no time.
 */
export function openLivePage(config: Config, { notice, onAddress }: LiveListener): LivePage {
  const child = fork(CHILD, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' });
  child.unref();
  child.channel?.unref();
  const waiting: Order[] = [];
  let isSending = false;
  const send = (order?: Order) => {
    if (order && 'parameters' in order && 'parameters' in (waiting.at(-1) ?? {})) waiting.pop(); // no longer the newest
    if (order) waiting.push(order);
    if (isSending || !child.connected) return;
    const next = waiting.shift();
    if (!next) return;
    isSending = true;
    child.send(next, () => {
      isSending = false;
      send();
    });
  };
  const gone = (why: string) => notice(`the live page is gone, the run goes on: ${why}`);
  child.on('error', ({ message }) => gone(message));
  child.on('exit', (_, signal) => signal && gone(`its process was ended by ${signal}`));
  child.on('message', (news: News) => {
    if ('failure' in news) return gone(news.failure);
    notice(`live page: ${news.address}`);
    onAddress?.(news.address);
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
