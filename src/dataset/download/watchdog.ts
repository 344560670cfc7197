import { grouped } from '../../quantity.js';
import type { Deadlines } from './deadlines.js';
import { TransferFault } from './transfer-fault.js';

/**
 * Watches one transfer: aborts it when it stalls, crawls, takes too long, or the caller gives up. One `stall` timer covers the host name, the connection, TLS, the proxy, the headers and each gap in
 * the body. undici's timeouts for these start one after another, and none of them covers a proxy's answer.
 */
export function startWatchdog(
  limits: Pick<Deadlines, 'stall' | 'crawl' | 'crawlBytes' | 'whole'>,
  caller?: AbortSignal,
) {
  const controller = new AbortController();
  let seen = 0;
  let seenBefore = 0;
  const bark = (text: string, again: boolean) => {
    controller.abort(new TransferFault(`${text}, ${grouped(seen)} bytes so far`, { again }));
  };
  const stall = setTimeout(() => bark(`no byte for ${limits.stall / 1000} s`, true), limits.stall);
  const whole = setTimeout(() => bark(`not done after ${limits.whole / 1000} s`, false), limits.whole);
  const crawl = setInterval(() => {
    if (seen - seenBefore < limits.crawlBytes) {
      bark(`fewer than ${grouped(limits.crawlBytes)} bytes in ${limits.crawl / 1000} s`, false);
    }
    seenBefore = seen;
  }, limits.crawl);
  return {
    /** For `fetch`; aborted with a TransferFault or the caller's own reason. */
    signal: AbortSignal.any([controller.signal, ...(caller ? [caller] : [])]),
    /** Reports how many bytes have come in all. */
    saw(bytes: number): void {
      seen = bytes;
      stall.refresh();
    },
    /** Must be called at the end, or the timers keep the process alive. */
    stop(): void {
      for (const timer of [stall, whole, crawl]) clearTimeout(timer);
    },
  };
}
