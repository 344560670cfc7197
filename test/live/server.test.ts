import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LiveServer, startServer } from '../../src/live/server.js';
import type { LiveState, ReportData } from '../../src/report/report-data.js';
import { workplace } from '../fixtures/run-command.js';
import { evaluatedNet, reportOf } from '../report/tiny-report.js';

const { folder } = workplace();
let report: ReportData;
let server: LiveServer;

beforeAll(async () => {
  report = reportOf(await evaluatedNet(folder, { iterations: 5, images: 40 }));
  server = await startServer();
});

afterAll(() => server.end(undefined));

function at(version: number, status: LiveState['status'] = 'running'): ReportData {
  return { ...report, live: { version, status, done: version, iterations: 100, images: 'test' } };
}

/** The answer to a page that shows `version` and asks for the next state. */
async function newerThan(version: number | 'end', { address } = server): Promise<ReportData> {
  const response = await fetch(`${address}state?after=${version}`);
  return (await response.json()) as ReportData;
}

/** The HTTP status of a request with the given method and Host header. */
function statusOf(address: string, options: { method?: string; host?: string }): Promise<number | undefined> {
  const { method = 'GET', host } = options;
  return new Promise((resolve, reject) => {
    const asked = request(address, { method, ...(host && { headers: { host } }) }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

describe('the server rejects', () => {
  const base = () => new URL(server.address).origin;

  test.each(['/', '/state', '/AAAAAAAAAAAAAAAAAAAAAA/', '/AAAAAAAAAAAAAAAAAAAAAA/state?after=0', '/favicon.ico'])(
    '%s, which lacks the token',
    async (path) => {
      expect(await statusOf(base() + path, {})).toBe(404);
    },
  );

  test.each(['evil.example:', 'localhost:', '[::1]:', '127.0.0.1'])('the name %s in the Host header', async (name) => {
    const { port } = new URL(server.address);
    const host = name.endsWith(':') ? name + port : name;
    expect(await statusOf(server.address, { host })).toBe(403);
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('the method %s', async (method) => {
    expect(await statusOf(server.address, { method })).toBe(405);
  });

  test('other addresses of this machine', async () => {
    const { port } = new URL(server.address);
    const refused = new Promise((resolve) => connect(Number(port), '127.0.0.2').on('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the server', () => {
  test('sends the page after the first state, with a policy that allows only its own script', async () => {
    const page = fetch(server.address);
    await expect.poll(() => server.waiting()).toBeGreaterThan(0);
    server.publish(at(1));
    const response = await page;
    const { headers } = response;
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const text = await response.text();
    expect(text).toContain(`"version":1,"status":"running"`);
    expect(text).toMatch(/content="default-src 'none'; script-src 'sha256-[\w+/=]{44}'; [^"]*; connect-src 'self'">/);
  });

  test('sends each state to ten waiting browsers, and the newest to a late one', async () => {
    const waiting = Array.from({ length: 10 }, () => newerThan(1));
    await expect.poll(() => server.waiting()).toBe(10);
    server.publish(at(2));
    for (const { live } of await Promise.all(waiting)) expect(live?.version).toBe(2);
    expect(server.waiting()).toBe(0);
    server.publish(at(3));
    expect((await newerThan(0)).live?.version).toBe(3);
  });

  test('is not blocked by a client that never reads', async () => {
    const { hostname, port, pathname, host } = new URL(server.address);
    const stuck = connect(Number(port), hostname).on('error', () => undefined);
    stuck.pause().write(`GET ${pathname}state?after=0 HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(50));
    for (let version = 4; version < 60; version++) server.publish(at(version));
    expect((await newerThan(58)).live?.version).toBe(59);
    stuck.destroy();
  });

  test('forgets a browser that leaves', async () => {
    const left = new AbortController();
    const reading = fetch(`${server.address}state?after=59`, { signal: left.signal }).catch(() => 'left');
    await expect.poll(() => server.waiting()).toBeGreaterThan(0);
    left.abort();
    expect(await reading).toBe('left');
    await expect.poll(() => server.waiting()).toBe(0);
  });

  test('drops a request that arrives after a run that ended without a state', async () => {
    const own = await startServer();
    const { port, host, pathname } = new URL(own.address);
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1').on('data', (bytes) => (answer += bytes));
    await new Promise((resolve) => socket.on('connect', resolve));
    const ended = own.end(undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    await Promise.all([ended, closed]);
    expect(answer).toBe('');
  });

  test('sends only the last state to a hidden page', async () => {
    const own = await startServer();
    const hidden = newerThan('end', own);
    expect(await statusOf(`${own.address}nothing`, {})).toBe(404); // the server has now also received the request before
    own.publish(at(1));
    expect(own.waiting()).toBe(0);
    const ended = own.end(at(2, 'interrupted'));
    expect((await hidden).live?.status).toBe('interrupted');
    await ended;
    await expect(fetch(own.address)).rejects.toThrow();
  });
});
