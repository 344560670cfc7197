/** Time limits of a download, in ms, and one in bytes. */
export const DEADLINES = {
  /** A transfer has stalled if no byte arrives for this long. */
  stall: 10_000,
  /** In each window of `crawl` ms, at least `crawlBytes` bytes must arrive. */
  crawl: 30_000,
  crawlBytes: 30_000,
  /** Limit for one transfer if there are other mirrors left. The last mirror has no such limit while bytes arrive. */
  whole: 120_000,
  /** Limit for waiting on silent mirrors and before retries, in total for one file. */
  totalWait: 60_000,
  /** Wait before a retry, plus up to half as much at random. A server may ask for up to `retryAfter`. */
  retry: 500,
  retryAfter: 10_000,
};

export type Deadlines = Readonly<typeof DEADLINES>;
