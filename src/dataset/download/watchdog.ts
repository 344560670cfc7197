import { grouped } from '../../quantity.js';
import type { Deadlines } from './deadlines.js';
import { TransferFault } from './transfer-fault.js';

/** Looks at the transfer in the shortest of the limits. */
const LOOKS = 20;

/**
 * Watches one transfer: aborts it when it stalls, crawls, takes too long, or the caller gives up. Silence covers the host
 * name, the connection, TLS, the proxy, the headers and each gap in the body. undici's timeouts for these start one after
 * another, and none of them covers a proxy's answer. Time is counted in looks, not by a clock: a process that was stopped,
 * or a laptop that slept, has missed nothing that a server sent.
 */
export function startWatchdog(
  limits: Pick<Deadlines, 'stall' | 'crawl' | 'crawlBytes' | 'whole'>,
  caller?: AbortSignal,
) {
  const controller = new AbortController();
  /** In ms, as are `silent`, `awake` and `windowEnd`. */
  const between = Math.ceil(Math.min(limits.stall, limits.crawl, limits.whole) / LOOKS);
  let silent = 0;
  let awake = 0;
  let windowEnd = limits.crawl;
  let seen = 0;
  let seenBefore = 0;
  const bark = (text: string, again: boolean) => {
    controller.abort(new TransferFault(`${text}, ${grouped(seen)} bytes so far`, { again }));
  };
  const looks = setInterval(() => {
    silent += between;
    awake += between;
    if (silent >= limits.stall) bark(`no byte for ${limits.stall / 1000} s`, true);
    else if (awake >= limits.whole) bark(`not done after ${limits.whole / 1000} s`, false);
    if (awake < windowEnd) return;
    if (seen - seenBefore < limits.crawlBytes) {
      bark(`fewer than ${grouped(limits.crawlBytes)} bytes in ${limits.crawl / 1000} s`, false);
    }
    windowEnd += limits.crawl;
    seenBefore = seen;
  }, between);
  return {
    /** For `fetch`; aborted with a TransferFault or the caller's own reason. */
    signal: AbortSignal.any([controller.signal, ...(caller ? [caller] : [])]),
    /** Reports how many bytes have come in all. */
    saw(bytes: number): void {
      seen = bytes;
      silent = 0;
    },
    /** Must be called at the end, or the timer keeps the process alive. */
    stop(): void {
      clearInterval(looks);
    },
  };
}
