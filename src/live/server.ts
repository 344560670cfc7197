import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jsonInHtml, pageHtml } from '../report/page-html.js';
import type { ReportData } from '../report/report-data.js';

/** Serves the page and the newest state of a run to browsers on this machine. */
export interface LiveServer {
  readonly address: string;
  /** How many requests wait for the next state, not counting those that wait for the last one. */
  waiting(): number;
  /** Answers the waiting requests. */
  publish(data: ReportData): void;
  /** Publishes the last state; resolves when every open page has received it, or after CLOSE_TIMEOUT. */
  end(data: ReportData | undefined): Promise<void>;
}

/** A request that waits for a state (long polling). A page has at most one. */
interface PendingRequest {
  readonly response: ServerResponse;
  /** The version that the page shows, or Infinity to wait for the last state. undefined: a request for the page itself. */
  readonly after: number | undefined;
}

const MAX_CONNECTIONS = 100;
/** A response that is not read for this long is dropped, in ms. */
const RESPONSE_TIMEOUT = 20_000;
/** How long open pages have to fetch the last state, in ms. */
const CLOSE_TIMEOUT = 2000;

/** The page contains its own policy, except frame-ancestors, which browsers accept only in a header. */
const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves two addresses on the loopback interface: GET /TOKEN/ is the page, GET /TOKEN/state?after=N waits for a state newer than
 * version N; after=end waits for the last state. The random token keeps out other users and pages. The Host header must be
 * this address, against DNS rebinding.
 */
export async function startServer(): Promise<LiveServer> {
  const path = `/${randomBytes(16).toString('base64url')}/`;
  const pending = new Set<PendingRequest>();
  let newest: { data: ReportData; json: Buffer; page?: Buffer } | undefined;
  let hasEnded = false;
  let host = '';

  const answer = ({ response, after }: PendingRequest) => {
    if (newest === undefined) response.destroy();
    else if (after !== undefined) send(response, 'application/json', newest.json, hasEnded);
    else {
      newest.page ??= Buffer.from(pageHtml(newest.data));
      send(response, 'text/html; charset=utf-8', newest.page, false);
    }
  };
  const isReady = ({ after = -1 }: PendingRequest) => hasEnded || (newest?.data.live?.version ?? -1) > after;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const status = errorStatus(request, host, [path, `${path}state`].includes(url.pathname));
    if (status !== undefined) {
      response.writeHead(status, { ...HEADERS, connection: 'close' }).end();
      return;
    }
    const after = url.searchParams.get('after');
    const number = after === 'end' ? Number.POSITIVE_INFINITY : Number(after);
    const waiting = { response, after: url.pathname === path ? undefined : number };
    if (isReady(waiting)) return answer(waiting);
    pending.add(waiting);
    response.on('close', () => pending.delete(waiting));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const publish = (data: ReportData) => {
    newest = { data, json: Buffer.from(jsonInHtml(data)) };
    for (const waiting of [...pending].filter(isReady)) {
      pending.delete(waiting);
      answer(waiting);
    }
  };
  return {
    address: `http://${host}${path}`,
    waiting: () => [...pending].filter(({ after = -1 }) => Number.isFinite(after)).length,
    publish,
    async end(data) {
      hasEnded = true;
      if (data) publish(data);
      else for (const { response } of pending) response.destroy();
      const from = performance.now();
      const connections = () => new Promise<number>((resolve) => server.getConnections((_, n) => resolve(n)));
      while ((await connections()) > 0 && performance.now() - from < CLOSE_TIMEOUT) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The HTTP status of a rejected request; undefined for a valid one. */
function errorStatus({ headers, method }: IncomingMessage, host: string, isKnown: boolean): number | undefined {
  if (headers.host !== host) return 403;
  if (!isKnown) return 404;
  return method === 'GET' ? undefined : 405;
}

function send(response: ServerResponse, type: string, body: Buffer, isLast: boolean): void {
  response.setTimeout(RESPONSE_TIMEOUT, () => response.destroy());
  const headers = { ...HEADERS, 'content-type': type, 'content-length': body.length };
  response.writeHead(200, isLast ? { ...headers, connection: 'close' } : headers).end(body);
}
