import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TrainerError } from '../../errors.js';
import { fileReason, readRegularFile } from '../../files/read-file.js';
import { DEADLINES, type Deadlines } from './deadlines.js';
import { ProxyFault } from './proxy.js';
import type { TransferOptions } from './transfer.js';
import { TransferFault } from './transfer-fault.js';

interface DownloadOptions<T> {
  /** Folders to look in, in this order, as `parseMirror` gives them. */
  readonly mirrors: readonly URL[];
  /** More bytes than this cannot be the file. */
  readonly maxBytes: number;
  /** Turns the bytes into what is wanted, or throws a TrainerError that says why what came from `url` is not it. */
  readonly accept: (bytes: Uint8Array, url: string) => Promise<T>;
  /** What helps if no mirror does. */
  readonly hint?: string;
  readonly deadlines?: Deadlines;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number) => void;
}

const TRIES = 2;

/** In ms, 25 days; a longer timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Fetches a file into memory from the first mirror that gives the right one, whatever is wrong with those before it.
 * Nothing unverified ever reaches the disk. Throws `DOWNLOAD_FAILED` with each mirror's cause, what is wrong with the
 * proxy said once, or the signal's reason.
 */
export async function download<T>(fileName: string, options: DownloadOptions<T>) {
  const { mirrors, signal, deadlines = DEADLINES } = options;
  const causes = new Set<string>();
  let { hint } = options;
  let asked = 0;
  let patience = deadlines.patience;
  for (const [i, mirror] of mirrors.entries()) {
    const url = new URL(fileName, mirror);
    const others = mirrors.length - 1 - i;
    for (let tries = 1; patience > 0; tries++) {
      let heard = performance.now();
      const limits = {
        ...deadlines,
        stall: Math.min(deadlines.stall, patience),
        whole: others === 0 ? LONGEST_TIMER : deadlines.whole,
      };
      const onBytes = (received: number) => {
        heard = performance.now();
        options.onBytes?.(received);
      };
      try {
        const bytes = await readMirror(url, { maxBytes: options.maxBytes, limits, signal, onBytes });
        return { mirror, bytes, accepted: await options.accept(bytes, url.href) };
      } catch (error) {
        signal?.throwIfAborted();
        patience -= Math.min(performance.now() - heard, limits.stall); // no more than the watchdog lets pass
        const wait = waitBeforeRetry(error, deadlines);
        // Each mirror not yet asked must be left the time to be found silent.
        const canWait = wait !== undefined && patience - wait - deadlines.stall >= others * deadlines.stall;
        if (tries < TRIES && canWait) {
          await sleep(wait, undefined, { signal }).catch(() => signal?.throwIfAborted());
          patience -= wait;
          continue;
        }
        causes.add(causeOf(error, url.href));
        if (error instanceof ProxyFault) hint = error.hint;
        asked++;
        break;
      }
    }
  }
  const skipped = mirrors.length - asked;
  if (skipped > 0) causes.add(`${skipped} more not asked, as ${deadlines.patience / 1000} s of silence are enough`);
  throw new TrainerError('DOWNLOAD_FAILED', `${fileName} could not be downloaded: ${[...causes].join('; ')}`, { hint });
}

async function readMirror(url: URL, options: TransferOptions): Promise<Uint8Array> {
  // What transfers over http takes a while to load.
  if (url.protocol !== 'file:') return (await import('./transfer.js')).transfer(url, options);
  return readRegularFile(fileURLToPath(url), options.maxBytes).catch((error) => {
    throw new TransferFault(fileReason(error), { cause: error });
  });
}

/** How long to wait, in ms, before the same mirror is asked again; undefined if it should not be. */
function waitBeforeRetry(error: unknown, deadlines: Deadlines): number | undefined {
  if (!(error instanceof TransferFault) || !error.again) return undefined;
  if (error.retryAfter === undefined) return deadlines.retry * (1 + Math.random() / 2);
  return error.retryAfter <= deadlines.retryAfter ? error.retryAfter : undefined;
}

/** A fault as part of a list; anything else is a bug of ours and is thrown on. */
function causeOf(error: unknown, url: string): string {
  if (error instanceof ProxyFault) return error.message;
  if (error instanceof TransferFault) return `${url}: ${error.message}`;
  if (error instanceof TrainerError) return error.message;
  throw error;
}
