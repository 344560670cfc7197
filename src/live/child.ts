import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReportData } from '../report/report-data.js';
import { statusOf } from '../run/earlier-run.js';
import type { News, Order } from './live-page.js';
import { finalReport, type LiveRun, liveReports } from './live-report.js';
import { startServer } from './server.js';
import type { Snapshot } from './snapshot.js';

// The process of the live page. It is sent its run, and then a snapshot for each evaluation. It makes a report of the
// newest one, but only when a reader waits for it. When its parent ends, it serves the last report and ends.

/** In ms, between two reports, and between two looks whether one is wanted. */
const PAUSE = 250;
/** In ms: on a machine that has no time for it, the last report is not waited for any longer. */
const LAST = 10_000;

let run: LiveRun | undefined;
let newest: Snapshot | undefined;
process.on('message', (order: Order) => {
  if ('folder' in order) run = order;
  else newest = order;
});
// Ctrl-C reaches the parent too, with whom it ends
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
process.on('disconnect', () => globalThis.setTimeout(() => process.exit(), LAST));
process.on('uncaughtException', (error) => {
  tell({ failure: error.stack ?? String(error) });
  process.exit(1);
});

const server = await startServer();
tell({ address: server.address });

let reports: ReturnType<typeof liveReports> | undefined;
let version = 0;
let shown: { snapshot: Snapshot; bytes: number } | undefined;
for (; process.connected; await setTimeout(PAUSE)) {
  if (!run || !newest || !server.isWanted()) continue;
  const now = { snapshot: newest, bytes: statSync(join(run.folder, 'loss.csv'), { throwIfNoEntry: false })?.size ?? 0 };
  if (shown?.snapshot === now.snapshot && shown.bytes === now.bytes) continue;
  reports ??= liveReports(run);
  server.publish(await (await reports)(now.snapshot, version++, 'running'));
  shown = now;
}
await server.end(await lastReport());
process.exit();

/** The whole report of a finished run, or else the newest one and what became of the run. None if no page is open. */
async function lastReport(): Promise<ReportData | undefined> {
  if (!run || !newest || (!shown && !server.isWanted())) return undefined;
  const status = await statusOf(run.folder);
  if (status === 'finished') return finalReport(run);
  const known = status === 'interrupted' || status === 'failed' ? status : 'stopped';
  reports ??= liveReports(run);
  return (await reports)(newest, version, known);
}

function tell(news: News): void {
  if (process.connected) process.send?.(news, undefined, undefined, () => undefined); // the parent may be gone
}
