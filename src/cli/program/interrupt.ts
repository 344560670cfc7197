import { constants } from 'node:os';
import { supportsEscapes } from './terminal.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The error of a program that SIGINT, SIGTERM or SIGHUP stopped. */
export class Interrupted extends Error {
  constructor(readonly signal: (typeof SIGNALS)[number]) {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
  }

  /** 128 + the signal number, as in shells: 130, 143, 129. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

const SHOW_CURSOR = '\x1b[?25h';

/** In ms. Under `npx` one Ctrl-C sends two signals, from the terminal and from npm, up to 25 ms apart (measured). */
const DUPLICATE_WINDOW = 250;

/** The first signal aborts the returned AbortSignal with an `Interrupted`; the second ends the process at once. */
export function listenForSignals(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const name of SIGNALS) {
    process.on(name, () => {
      const interrupted = new Interrupted(name);
      if (controller.signal.aborted) {
        if (performance.now() - first < DUPLICATE_WINDOW) return;
        if (supportsEscapes(process.stderr)) process.stderr.write(SHOW_CURSOR);
        process.exit(interrupted.exitCode);
      }
      first = performance.now();
      controller.abort(interrupted);
    });
  }
  return controller.signal;
}
