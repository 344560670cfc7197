import { constants } from 'node:os';
import { knowsEscapes } from './terminal.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The user, or the system, asked the program to stop. */
export class Interrupted extends Error {
  constructor(readonly signal: (typeof SIGNALS)[number]) {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
  }

  /** 128 + the signal's number, as shells count: 130, 143, 129. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

const SHOW_CURSOR = '\x1b[?25h';

/** In ms. One Ctrl-C comes twice under `npx`, from the terminal and from npm, measured up to 25 ms apart. */
const SAME_PRESS = 250;

/** The first signal aborts the returned AbortSignal with an `Interrupted`; the second ends the process at once. */
export function listenForSignals(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const name of SIGNALS) {
    process.on(name, () => {
      const interrupted = new Interrupted(name);
      if (controller.signal.aborted) {
        if (performance.now() - first < SAME_PRESS) return;
        if (knowsEscapes(process.stderr)) process.stderr.write(SHOW_CURSOR);
        process.exit(interrupted.exitCode);
      }
      first = performance.now();
      controller.abort(interrupted);
    });
  }
  return controller.signal;
}
