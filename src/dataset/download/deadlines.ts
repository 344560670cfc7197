/** How long a download may take, in milliseconds and bytes. */
export const DEADLINES = {
  /** No byte for so long: the transfer has stalled. */
  stall: 10_000,
  /** In each window of `crawl` ms at least `crawlBytes` must come. */
  crawl: 30_000,
  crawlBytes: 30_000,
  /** One transfer in all, as long as there is another mirror to try; the last one may go on while bytes come. */
  whole: 120_000,
  /** Waiting for silent mirrors and before second tries, all mirrors of one file together. */
  patience: 60_000,
  /** Before a second try, half as much again at random; a server may ask for up to `retryAfter`. */
  retry: 500,
  retryAfter: 10_000,
};

export type Deadlines = Readonly<typeof DEADLINES>;
