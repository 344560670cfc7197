import { expect, test } from 'vitest';
import { atOnce } from '../../src/files/at-once.js';

const items = [5, 1, 4, 0, 3, 2];

/** Work that ends after so many turns of the event loop. */
async function turns(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await new Promise(setImmediate);
}

test('results are in the order of the items, and no more than the limit are worked on at once', async () => {
  let [now, most] = [0, 0];
  const results = await atOnce(items, 3, async (item, place) => {
    most = Math.max(most, ++now);
    await turns(item);
    now--;
    return `${place}: ${item}`;
  });
  expect(results).toEqual(items.map((item, place) => `${place}: ${item}`));
  expect(most).toBe(3);
  expect(await atOnce([], 3, async () => 1)).toEqual([]);
});

test('after an error nothing is begun, and it is thrown when what is under way has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = atOnce(items, 2, async (item) => {
    begun.push(item);
    await turns(item);
    if (item === 1) throw new Error('one');
    ended.push(item);
  });
  await expect(work).rejects.toThrow('one');
  expect([begun, ended]).toEqual([[5, 1], [5]]);
});
