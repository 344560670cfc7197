declare module 'asciichart' {
  /** A chart of one series, a column for each value. */
  function plot(
    series: readonly number[],
    options?: {
      height?: number;
      offset?: number;
      format?: (x: number) => string;
      symbols?: readonly string[];
    },
  ): string;
}
