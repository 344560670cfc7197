/**
 * Calls `work` for each item, at most `limit` at the same time, and returns the results in the order of the items. After an
 * error it starts no more work, waits for the running calls, and throws the error of the first item that failed: items start
 * in order, so that it is the same error every time.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T, place: number) => Promise<R>,
  limit = items.length,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = { place: items.length, error: undefined as unknown };
  const worker = async () => {
    while (next < failed.place) {
      const place = next++;
      try {
        results[place] = await work(items[place], place);
      } catch (error) {
        if (place < failed.place) failed = { place, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failed.place < items.length) throw failed.error;
  return results;
}
