import { grouped } from '../../quantity.js';
import type { Deadlines } from './deadlines.js';
import { TransferFault } from './transfer-fault.js';

/** Watches one transfer and aborts it when it stalls, crawls, takes too long, or the caller gives up. */
export interface Watchdog {
  /** For `fetch`; aborted with a TransferFault or the caller's own reason. */
  readonly signal: AbortSignal;
  /** So many bytes have come in all. */
  saw(bytes: number): void;
  /** Must be called at the end, or the timers keep the process alive. */
  stop(): void;
}

/** A watchdog; `whole` may be Infinity, and `caller` is the signal of whoever wants the file. */
export function startWatchdog(
  limits: Pick<Deadlines, 'stall' | 'crawl' | 'crawlBytes' | 'whole'>,
  caller?: AbortSignal,
): Watchdog {
  const controller = new AbortController();
  let seen = 0;
  let seenBefore = 0;
  const bark = (text: string, again: boolean) => {
    controller.abort(new TransferFault(`${text}, ${grouped(seen)} bytes so far`, { again }));
  };
  const stall = setTimeout(() => bark(`no byte for ${seconds(limits.stall)}`, true), limits.stall);
  const crawl = setInterval(() => {
    if (seen - seenBefore < limits.crawlBytes) {
      bark(`fewer than ${grouped(limits.crawlBytes)} bytes in ${seconds(limits.crawl)}`, false);
    }
    seenBefore = seen;
  }, limits.crawl);
  const whole = Number.isFinite(limits.whole)
    ? setTimeout(() => bark(`not done after ${seconds(limits.whole)}`, false), limits.whole)
    : undefined;
  const passOn = () => controller.abort(caller?.reason);
  if (caller?.aborted) passOn();
  caller?.addEventListener('abort', passOn);
  return {
    signal: controller.signal,
    saw(bytes) {
      seen = bytes;
      stall.refresh();
    },
    stop() {
      clearTimeout(stall);
      clearInterval(crawl);
      clearTimeout(whole);
      caller?.removeEventListener('abort', passOn);
    },
  };
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
