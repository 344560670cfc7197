import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config/schema.js';
import type { News, Order } from './live-page.js';
import type { LiveRun } from './live-report.js';
import { startServer } from './server.js';
import type { Snapshot } from './snapshot.js';

// The process of the live page. Its parent sends what it is going to train, then the run, then a snapshot at each evaluation.
// It makes a report of the newest snapshot when a reader waits for one. When the parent ends, it serves the last report and
// ends.

/** In ms, between two reports. */
const PAUSE = 1000;
/** The share of a processor that this process may take from the run. */
const SHARE = 1 / 30;
/** In ms, between two looks whether there is a reader. */
const LOOK = 250;
/** In ms. The process ends this long after its parent, even without the last report. */
const LAST = 10_000;

/** The code for reports, loaded while the parent loads its data by one core. */
const code = import('./live-report.js');
let config: Config | undefined;
let run: LiveRun | undefined;
let newest: Snapshot | undefined;
process.on('message', (order: Order) => {
  if ('parameters' in order) newest = order;
  else if ('folder' in order) run = order;
  else config = order.config;
});
// Ctrl-C also reaches the parent, and this process ends after it
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
const parent = new AbortController();
process.on('disconnect', () => {
  parent.abort();
  globalThis.setTimeout(() => process.exit(), LAST);
});
process.on('uncaughtException', (error) => {
  tell({ failure: error.stack ?? String(error) });
  process.exit(1);
});

const server = await startServer();
tell({ address: server.address });

type Prepared = Awaited<ReturnType<typeof prepare>>;
let prepared: Prepared;
let reports: ReturnType<NonNullable<Prepared>> | undefined;
let version = 0;
let shown: { snapshot: Snapshot; bytes: number } | undefined;
let used = processorTime();
for (let rest = LOOK; process.connected; await pause(rest)) {
  rest = LOOK;
  if (!newest) used = processorTime(); // what is done before the run begins takes nothing from it
  if (server.waiting() === 0) continue;
  prepared ??= await prepare();
  if (!prepared || !run || !newest) continue;
  const now = { snapshot: newest, bytes: statSync(join(run.folder, 'loss.csv'), { throwIfNoEntry: false })?.size ?? 0 };
  if (shown?.snapshot === now.snapshot && shown.bytes === now.bytes) continue;
  reports ??= prepared(run);
  server.publish(await reports.at(now.snapshot, version++));
  // the first report takes long, as its code is not compiled yet; that must not delay the second one
  rest = shown ? Math.max(PAUSE, (processorTime() - used) / SHARE) : PAUSE;
  shown = now;
  used = processorTime();
}
if (run && newest && (shown || server.waiting() > 0)) {
  prepared ??= await prepare();
  reports ??= prepared?.(run);
  await server.end(await reports?.last(newest, version));
}
process.exit();

/** For the first reader: a page that nobody opens costs next to nothing. undefined while the run has no data yet. */
async function prepare() {
  const { prepareReports } = await code;
  return (
    config &&
    prepareReports(config, newest === undefined).catch((error) => {
      if (run) throw error;
      return undefined;
    })
  );
}

/** In ms, of this process so far. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Ends early when the parent ends. */
function pause(ms: number): Promise<void> {
  return setTimeout(ms, undefined, { signal: parent.signal }).catch(() => undefined);
}

function tell(news: News): void {
  if (process.connected) process.send?.(news, undefined, undefined, () => undefined); // the parent may be gone
}
