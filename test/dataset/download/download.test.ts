import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { DEADLINES, type Deadlines } from '../../../src/dataset/download/deadlines.js';
import { download } from '../../../src/dataset/download/download.js';
import { parseMirror } from '../../../src/dataset/download/mirror.js';
import { TrainerError } from '../../../src/errors.js';
import { stoppedClock } from '../../fixtures/clock.js';
import { QUICK_RETRY } from '../../fixtures/download-faults.js';
import { loopbackServer } from '../../fixtures/loopback-server.js';

const content = Buffer.from('the right file');
const good: RequestListener = (_, response) => response.writeHead(200).end(content);
const missing: RequestListener = (_, response) => response.writeHead(404).end();
const silent: RequestListener = () => undefined;

/** Never answers; advances the test's clock by the longest allowed silence. */
function silentOn(pass: (ms: number) => void): RequestListener {
  return () => setImmediate(pass, DEADLINES.stall);
}

const options = {
  maxBytes: content.length,
  deadlines: QUICK_RETRY,
  accept: async (bytes: Uint8Array, url: string) => {
    if (Buffer.compare(bytes, content) !== 0) throw new TrainerError('HASH_MISMATCH', `${url}: wrong`);
    return 'accepted';
  },
};

function mirrorsOf(listeners: readonly RequestListener[]): Promise<URL[]> {
  return Promise.all(listeners.map(async (listener) => parseMirror(await loopbackServer(listener))));
}

function counted(listener: RequestListener): RequestListener & { requests: number } {
  const counting: RequestListener & { requests: number } = Object.assign(
    ((request, response) => {
      counting.requests++;
      listener(request, response);
    }) as RequestListener,
    { requests: 0 },
  );
  return counting;
}

describe('a download', () => {
  const KINDS = ['good', 'missing', 'silent'] as const;
  const orders = KINDS.flatMap((a) => KINDS.flatMap((b) => KINDS.map((c) => [a, b, c] as const)));

  function kindsOfMirror(): Record<(typeof KINDS)[number], RequestListener> {
    return { good, missing, silent: silentOn(stoppedClock()) };
  }

  test.each(['file:///a%2Fb/', 'file:///%E0%A4%A/'])('goes on after %s, which is no path', async (address) => {
    const mirrors = [parseMirror(address), ...(await mirrorsOf([good]))];
    expect((await download('file.gz', { ...options, mirrors })).mirror).toBe(mirrors[1]);
  });

  test.each(orders.filter((order) => order.includes('good')))(
    'succeeds with mirrors that are %s, %s and %s',
    async (...order) => {
      const kinds = kindsOfMirror();
      const mirrors = await mirrorsOf(order.map((kind) => kinds[kind]));
      const { mirror, bytes, accepted } = await download('file.gz', { ...options, mirrors });
      expect(mirror).toBe(mirrors[order.indexOf('good')]);
      expect(Buffer.compare(bytes, content)).toBe(0);
      expect(accepted).toBe('accepted');
    },
  );

  test.each(orders.filter((order) => !order.includes('good')))(
    'reports the faults of mirrors that are %s, %s and %s',
    async (...order) => {
      const kinds = kindsOfMirror();
      const mirrors = await mirrorsOf(order.map((kind) => kinds[kind]));
      const causes = { good: '', missing: 'HTTP 404 Not Found', silent: 'no byte for 10 s, 0 bytes so far' };
      await expect(download('file.gz', { ...options, mirrors })).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
        message: `file.gz could not be downloaded: ${order.map((kind, i) => `${mirrors[i]}file.gz: ${causes[kind]}`).join('; ')}`,
      });
    },
  );

  test('lists every mirror with its cause if all fail', async () => {
    const wrong: RequestListener = (_, response) => response.end('the wrong file');
    const mirrors = await mirrorsOf([missing, wrong, silentOn(stoppedClock())]);
    await expect(download('file.gz', { ...options, mirrors })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message:
        `file.gz could not be downloaded: ${mirrors[0]}file.gz: HTTP 404 Not Found; ` +
        `${mirrors[1]}file.gz: wrong; ${mirrors[2]}file.gz: no byte for 10 s, 0 bytes so far`,
    });
  });

  test('retries after a temporary fault, but not after a permanent one', async () => {
    const asked = [404, 403, 200].map((status) => counted((_, response) => response.writeHead(status).end()));
    const askedTwice = [500, 503, 429].map((status) => counted((_, response) => response.writeHead(status).end()));
    const mirrors = await mirrorsOf([...asked, ...askedTwice]);
    await expect(download('file.gz', { ...options, mirrors })).rejects.toThrow();
    expect(asked.map(({ requests }) => requests)).toEqual([1, 1, 1]);
    expect(askedTwice.map(({ requests }) => requests)).toEqual([2, 2, 2]);
  });

  test('waits as long as a server asks, up to a limit', async () => {
    const times: number[] = [];
    const [mirror] = await mirrorsOf([
      (request, response) => {
        times.push(performance.now());
        if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
        else good(request, response);
      },
    ]);
    const deadlines = { ...QUICK_RETRY, retryAfter: 1500 };
    await download('file.gz', { ...options, mirrors: [mirror], deadlines });
    expect(times[1] - times[0]).toBeGreaterThanOrEqual(990);
  });

  test('does not retry if a server asks for too long a wait', async () => {
    const busy = counted((_, response) => response.writeHead(503, { 'retry-after': '3600' }).end());
    const { accepted } = await download('file.gz', { ...options, mirrors: await mirrorsOf([busy, good]) });
    expect(accepted).toBe('accepted');
    expect(busy.requests).toBe(1);
  });

  test('gives up after the total time limit if every mirror is silent', async () => {
    const mirrors = await mirrorsOf(Array(8).fill(silentOn(stoppedClock())));
    const begun = performance.now();
    await expect(download('file.gz', { ...options, mirrors })).rejects.toThrow(
      /; 2 more not tried after 60 s without an answer$/,
    );
    expect(performance.now() - begun).toBe(DEADLINES.totalWait);
  });

  test('tries three silent mirrors within a minute with the default deadlines', () => {
    const { stall, retry, totalWait } = DEADLINES;
    expect(totalWait).toBe(60_000);
    expect(3 * stall + 2 * (stall + 1.5 * retry)).toBeLessThanOrEqual(totalWait);
  });

  test('abandons a slow mirror for the next one, but not the last mirror', async () => {
    const pass = stoppedClock();
    const deadlines = { ...QUICK_RETRY, whole: 60, crawlBytes: 0 };
    const slow: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1));
      pass(deadlines.whole);
      response.end(content.subarray(1));
    };
    const both = await mirrorsOf([slow, good]);
    expect((await download('file.gz', { ...options, mirrors: both, deadlines })).mirror).toBe(both[1]);
    const alone = await mirrorsOf([slow]);
    expect((await download('file.gz', { ...options, mirrors: alone, deadlines })).accepted).toBe('accepted');
  });

  test('follows redirects within this machine', async () => {
    const [target] = await mirrorsOf([good]);
    const mirrors = await mirrorsOf([(_, response) => response.writeHead(301, { location: `${target}x` }).end()]);
    expect((await download('file.gz', { ...options, mirrors })).accepted).toBe('accepted');
  });

  test('asks for no Content-Encoding', async () => {
    const headers: unknown[] = [];
    const mirrors = await mirrorsOf([
      (request, response) => {
        headers.push(request.headers['accept-encoding'], request.url);
        good(request, response);
      },
    ]);
    await download('file.gz', { ...options, mirrors });
    expect(headers).toEqual(['identity', '/file.gz']);
  });

  test('reports the bytes received', async () => {
    const seen: number[] = [];
    await download('file.gz', { ...options, mirrors: await mirrorsOf([good]), onBytes: (bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(content.length);
  });

  const moments: [when: string, listener: RequestListener, deadlines: Deadlines][] = [
    ['before the headers', silent, DEADLINES],
    ['within the body', (_, response) => response.writeHead(200).write('the'), DEADLINES],
    ['before a retry', (_, response) => response.writeHead(500).end(), { ...DEADLINES, retry: 1e8, totalWait: 1e9 }],
  ];
  test.each(moments)('stops at once with the signal’s reason: %s', async (_, listener, deadlines) => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    setTimeout(() => controller.abort(reason), 50);
    const mirrors = await mirrorsOf([listener, good]);
    await expect(download('file.gz', { ...options, mirrors, deadlines, signal: controller.signal })).rejects.toBe(
      reason,
    );
  });

  test('rethrows unexpected errors instead of blaming the mirror', async () => {
    const bug = new TypeError('undefined is not a function');
    const accept = () => Promise.reject(bug);
    await expect(download('file.gz', { ...options, mirrors: await mirrorsOf([good, good]), accept })).rejects.toBe(bug);
  });
});
