import { grouped } from '../../quantity.js';
import type { Deadlines } from './deadlines.js';
import { TransferFault } from './transfer-fault.js';

/** Checks during the shortest limit. */
const CHECKS = 20;

/**
 * Watches a transfer and aborts it if it stalls, crawls, takes too long, or the caller's signal aborts. Covers DNS,
 * connection, TLS, proxy, headers and gaps in the body; undici's own timeouts run one after another, and none covers a
 * proxy's answer. Time is counted in checks rather than read from a clock, so a suspended process or laptop does not
 * count as silence.
 */
export function startWatchdog(
  limits: Pick<Deadlines, 'stall' | 'crawl' | 'crawlBytes' | 'whole'>,
  caller?: AbortSignal,
) {
  const controller = new AbortController();
  /** Interval of the checks in ms; `silent`, `awake` and `windowEnd` are also in ms. */
  const interval = Math.ceil(Math.min(limits.stall, limits.crawl, limits.whole) / CHECKS);
  let silent = 0;
  let awake = 0;
  let windowEnd = limits.crawl;
  let seen = 0;
  let seenBefore = 0;
  const abort = (text: string, mayRetry: boolean) => {
    controller.abort(new TransferFault(`${text}, ${grouped(seen)} bytes so far`, { mayRetry }));
  };
  const timer = setInterval(() => {
    silent += interval;
    awake += interval;
    if (silent >= limits.stall) abort(`no byte for ${limits.stall / 1000} s`, true);
    else if (awake >= limits.whole) abort(`not done after ${limits.whole / 1000} s`, false);
    if (awake < windowEnd) return;
    if (seen - seenBefore < limits.crawlBytes) {
      abort(`fewer than ${grouped(limits.crawlBytes)} bytes in ${limits.crawl / 1000} s`, false);
    }
    windowEnd += limits.crawl;
    seenBefore = seen;
  }, interval);
  return {
    /** Signal for `fetch`. Its reason is a TransferFault or the caller's reason. */
    signal: AbortSignal.any([controller.signal, ...(caller ? [caller] : [])]),
    /** Call this with the total number of bytes received. */
    saw(bytes: number): void {
      seen = bytes;
      silent = 0;
    },
    /** Call this at the end; otherwise the timer keeps the process alive. */
    stop(): void {
      clearInterval(timer);
    },
  };
}
