/** How long a download may take, in milliseconds and bytes. */
export interface Deadlines {
  /** No byte for so long: the transfer has stalled. */
  readonly stall: number;
  /** In each window of `crawl` ms at least `crawlBytes` must come. */
  readonly crawl: number;
  readonly crawlBytes: number;
  /** One transfer in all, as long as there is another mirror to try; the last one may go on while bytes come. */
  readonly whole: number;
  /** Waiting for silent mirrors and before second tries, all mirrors of one file together. */
  readonly patience: number;
  /** Before a second try, half as much again at random; a server may ask for up to `retryAfter`. */
  readonly retry: number;
  readonly retryAfter: number;
}

export const DEADLINES: Deadlines = {
  stall: 10_000,
  crawl: 30_000,
  crawlBytes: 30_000,
  whole: 120_000,
  patience: 60_000,
  retry: 500,
  retryAfter: 10_000,
};
