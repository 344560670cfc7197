import { expect, test } from 'vitest';
import { mapConcurrently } from '../../src/files/map-concurrently.js';

const items = [5, 1, 4, 0, 3, 2];

/** Resolves after n turns of the event loop. */
async function turns(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await new Promise(setImmediate);
}

test('returns results in the order of the items and never exceeds the limit', async () => {
  let [now, most] = [0, 0];
  const results = await mapConcurrently(
    items,
    async (item, place) => {
      most = Math.max(most, ++now);
      await turns(item);
      now--;
      return `${place}: ${item}`;
    },
    3,
  );
  expect(results).toEqual(items.map((item, place) => `${place}: ${item}`));
  expect(most).toBe(3);
  expect(await mapConcurrently([], async () => 1, 3)).toEqual([]);
});

test('starts nothing after an error, and throws it when the running work has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = mapConcurrently(
    items,
    async (item) => {
      begun.push(item);
      await turns(item);
      if (item === 1) throw new Error('one');
      ended.push(item);
    },
    2,
  );
  await expect(work).rejects.toThrow('one');
  expect([begun, ended]).toEqual([[5, 1], [5]]);
});

test.each([undefined, 4, 2, 1])('of several errors, throws that of the first item: limit %j', async (limit) => {
  for (const failing of [
    [0, 1], // 0 fails after 1
    [1, 2], // 2 fails after 1
  ]) {
    const work = async (item: number, place: number) => {
      await turns(item);
      if (failing.includes(place)) throw new Error(`item ${place} fails`);
    };
    await expect(mapConcurrently(items, work, limit)).rejects.toThrow(`item ${failing[0]} fails`);
  }
});
