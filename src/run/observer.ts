/** Receives the progress of long work, for example the display of the command line. */
export interface Observer {
  /** A message for the user; the work continues. */
  notice(message: string): void;
  /** Progress of a task: `done` of `total` units. */
  working(task: string, done: number, total: number): void;
}

/** Observes long work, and can stop it. */
export interface Watch {
  readonly observer: Observer;
  readonly signal?: AbortSignal | undefined;
}

export const SILENT: Observer = { notice() {}, working() {} };
