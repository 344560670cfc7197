/** Is told what long work does; a display of the command line is one. */
export interface Observer {
  /** A sentence the user should read, although work goes on. */
  notice(message: string): void;
  /** Progress of a task: `done` of `total` units. */
  working(task: string, done: number, total: number): void;
}

/** Who is told about long work, and what stops it. */
export interface Watch {
  readonly observer: Observer;
  readonly signal?: AbortSignal | undefined;
}

export const SILENT: Observer = { notice() {}, working() {} };
