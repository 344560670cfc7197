import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import type { FromPage, ToPage } from './live-page.js';
import type { LiveRun } from './live-report.js';
import { startServer } from './server.js';
import type { Snapshot } from './snapshot.js';

// The process of the live page. The parent sends its config, then the run, then a snapshot at each evaluation. When a browser
// waits for a newer state, this process makes a report of the newest snapshot. When the parent ends, it serves the last report
// and exits.

/** Shortest time between two reports, in ms. */
const MIN_INTERVAL = 1000;
/** The fraction of one processor that this process may use. */
const CPU_SHARE = 1 / 30;
/** Time between two checks for waiting browsers, in ms. */
const POLL_INTERVAL = 250;
/** Time to serve the last report after the parent has ended, in ms. Then this process exits in any case. */
const EXIT_TIMEOUT = 10_000;

/** Imported early, while the parent uses only one core to load its data. */
const code = import('./live-report.js');
let config: Config | undefined;
let run: LiveRun | undefined;
let newest: Snapshot | undefined;
process.on('message', (message: ToPage) => {
  if ('parameters' in message) newest = message;
  else if ('folder' in message) run = message;
  else config = message.config;
});
// ignored: Ctrl-C also reaches the parent, and this process exits after it
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
const parent = new AbortController();
process.on('disconnect', () => {
  parent.abort();
  globalThis.setTimeout(() => process.exit(), EXIT_TIMEOUT);
});
process.on('uncaughtException', (error) => {
  send({ failure: error instanceof TrainerError ? error.message : (error.stack ?? String(error)) });
  process.exit(1);
});

const server = await startServer();
send({ address: server.address });

type Prepared = Awaited<ReturnType<typeof prepare>>;
let prepared: Prepared;
let reports: ReturnType<NonNullable<Prepared>> | undefined;
let version = 0;
let published: { snapshot: Snapshot; bytes: number } | undefined;
let used = processorTime();
for (let delay = POLL_INTERVAL; process.connected; await pause(delay)) {
  delay = POLL_INTERVAL;
  if (!newest) used = processorTime(); // work before the run starts does not count
  if (server.waiting() === 0) continue;
  prepared ??= await prepare();
  if (!prepared || !run || !newest) continue;
  const now = { snapshot: newest, bytes: statSync(join(run.folder, 'loss.csv'), { throwIfNoEntry: false })?.size ?? 0 };
  if (published?.snapshot === now.snapshot && published.bytes === now.bytes) continue;
  reports ??= prepared(run);
  server.publish(await reports.at(now.snapshot, version++));
  // the first report is slow, since its code is not compiled yet; do not delay the second because of it
  delay = published ? Math.max(MIN_INTERVAL, (processorTime() - used) / CPU_SHARE) : MIN_INTERVAL;
  published = now;
  used = processorTime();
}
if (run && newest && (published || server.waiting() > 0)) {
  prepared ??= await prepare();
  reports ??= prepared?.(run);
  await server.end(await reports?.last(newest, version));
}
process.exit();

/** Called for the first browser, so an unopened page costs almost nothing. Returns undefined while the data are not loaded. */
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

/** Processor time of this process, in ms. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Waits `ms`, or until the parent ends. */
function pause(ms: number): Promise<void> {
  return setTimeout(ms, undefined, { signal: parent.signal }).catch(() => undefined);
}

function send(message: FromPage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined); // the parent may have ended
}
