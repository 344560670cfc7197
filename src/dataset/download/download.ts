import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TrainerError } from '../../errors.js';
import { fileReason, readRegularFile } from '../../files/read-file.js';
import { DEADLINES, type Deadlines } from './deadlines.js';
import { ProxyFault } from './proxy.js';
import type { TransferOptions } from './transfer.js';
import { TransferFault } from './transfer-fault.js';

interface DownloadOptions<T> {
  /** Folders to download from, in this order, as `parseMirror` returns them. */
  readonly mirrors: readonly URL[];
  /** The download stops if the file is larger. */
  readonly maxBytes: number;
  /** Verifies the bytes from `url` and converts them. Throws a TrainerError if they are wrong. */
  readonly accept: (bytes: Uint8Array, url: string) => Promise<T>;
  /** The hint of the error if all mirrors fail. */
  readonly hint?: string;
  readonly deadlines?: Deadlines;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number) => void;
}

const ATTEMPTS = 2;

/** 25 days in ms. Node fires a longer timer immediately. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Downloads a file into memory from the first mirror that returns a valid one. Unverified bytes are never written to disk.
 * Throws `DOWNLOAD_FAILED` with the cause at each mirror (a proxy's fault only once), or the signal's reason.
 */
export async function download<T>(fileName: string, options: DownloadOptions<T>) {
  const { mirrors, signal, deadlines = DEADLINES } = options;
  const causes = new Set<string>();
  let { hint } = options;
  let triedMirrors = 0;
  let waitLeft = deadlines.totalWait;
  for (const [i, mirror] of mirrors.entries()) {
    const url = new URL(fileName, mirror);
    const others = mirrors.length - 1 - i;
    for (let attempt = 1; waitLeft > 0; attempt++) {
      let lastByteAt = performance.now();
      const limits = {
        ...deadlines,
        stall: Math.min(deadlines.stall, waitLeft),
        whole: others === 0 ? LONGEST_TIMER : deadlines.whole,
      };
      const onBytes = (received: number) => {
        lastByteAt = performance.now();
        options.onBytes?.(received);
      };
      try {
        const bytes = await readMirror(url, { maxBytes: options.maxBytes, limits, signal, onBytes });
        return { mirror, bytes, accepted: await options.accept(bytes, url.href) };
      } catch (error) {
        signal?.throwIfAborted();
        // Capped, since the clock also runs while the process is suspended.
        waitLeft -= Math.min(performance.now() - lastByteAt, limits.stall);
        const wait = waitBeforeRetry(error, deadlines);
        // Leaves enough time to detect that each remaining mirror is silent.
        const canWait = wait !== undefined && waitLeft - wait - deadlines.stall >= others * deadlines.stall;
        if (attempt < ATTEMPTS && canWait) {
          await sleep(wait, undefined, { signal }).catch(() => signal?.throwIfAborted());
          waitLeft -= wait;
          continue;
        }
        causes.add(causeOf(error, url.href));
        if (error instanceof ProxyFault) hint = error.hint;
        triedMirrors++;
        break;
      }
    }
  }
  const skipped = mirrors.length - triedMirrors;
  if (skipped > 0) causes.add(`${skipped} more not tried after ${deadlines.totalWait / 1000} s without an answer`);
  throw new TrainerError('DOWNLOAD_FAILED', `${fileName} could not be downloaded: ${[...causes].join('; ')}`, { hint });
}

async function readMirror(url: URL, options: TransferOptions): Promise<Uint8Array> {
  // The http code takes a while to load, so it is loaded on demand.
  if (url.protocol !== 'file:') return (await import('./transfer.js')).transfer(url, options);
  try {
    return await readRegularFile(fileURLToPath(url), options.maxBytes);
  } catch (error) {
    throw new TransferFault(fileReason(error), { cause: error });
  }
}

/** Time in ms to wait before a retry on the same mirror; undefined if it should not be retried. */
function waitBeforeRetry(error: unknown, deadlines: Deadlines): number | undefined {
  if (!(error instanceof TransferFault) || !error.mayRetry) return undefined;
  if (error.retryAfter === undefined) return deadlines.retry * (1 + Math.random() / 2);
  return error.retryAfter <= deadlines.retryAfter ? error.retryAfter : undefined;
}

/** The message of an expected error. Any other error is a bug and is thrown again. */
function causeOf(error: unknown, url: string): string {
  if (error instanceof ProxyFault) return error.message;
  if (error instanceof TransferFault) return `${url}: ${error.message}`;
  if (error instanceof TrainerError) return error.message;
  throw error;
}
