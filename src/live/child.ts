import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { News, Order } from './live-page.js';
import type { LiveRun } from './live-report.js';
import { startServer } from './server.js';
import type { Snapshot } from './snapshot.js';

// The process of the live page. Its parent sends the run, then a snapshot at each evaluation. It makes a report of the
// newest snapshot when a reader waits for one. When the parent ends, it serves the last report and ends.

/** In ms, between two reports. */
const PAUSE = 1000;
/** The share of a processor that reports and their readers may take from the run. */
const SHARE = 1 / 30;
/** In ms, between two looks whether there is a reader. */
const LOOK = 250;
/** In ms. The process ends this long after its parent, even without the last report. */
const LAST = 10_000;

let run: LiveRun | undefined;
let newest: Snapshot | undefined;
process.on('message', (order: Order) => {
  if ('folder' in order) run = order;
  else newest = order;
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

let reports: ReturnType<typeof open> | undefined;
let version = 0;
let shown: { snapshot: Snapshot; bytes: number } | undefined;
let used = Number.POSITIVE_INFINITY;
let rest = LOOK;
for (; process.connected; await pause(rest)) {
  rest = LOOK;
  if (!run || !newest || server.waiting() === 0) continue;
  const now = { snapshot: newest, bytes: statSync(join(run.folder, 'loss.csv'), { throwIfNoEntry: false })?.size ?? 0 };
  if (shown?.snapshot === now.snapshot && shown.bytes === now.bytes) continue;
  reports ??= open(run);
  const { at } = await reports;
  server.publish(await at(now.snapshot, version++));
  shown = now;
  // The first report, which also loads code and images, does not count.
  rest = Math.max(PAUSE, (processorTime() - used) / SHARE);
  used = processorTime();
}
if (run && newest && (shown || server.waiting() > 0)) {
  reports ??= open(run);
  await server.end(await (await reports).last(newest, version));
}
process.exit();

/** In ms, of this process so far. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Ends early when the parent ends. */
function pause(ms: number): Promise<void> {
  return setTimeout(ms, undefined, { signal: parent.signal }).catch(() => undefined);
}

/** Loads the code for reports when the first reader comes: a page that nobody opens costs next to nothing. */
async function open(run: LiveRun) {
  return (await import('./live-report.js')).liveReports(run);
}

function tell(news: News): void {
  if (process.connected) process.send?.(news, undefined, undefined, () => undefined); // the parent may be gone
}
