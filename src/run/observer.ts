/** Is told what long work does; a display of the command line is one. */
export interface Observer {
  /** A sentence the user should read, although work goes on. */
  notice(message: string): void;
  /** Progress of a task: `done` of `total` units. */
  working(task: string, done: number, total: number): void;
}

export const SILENT: Observer = { notice() {}, working() {} };
