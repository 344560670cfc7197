import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jsonInHtml, pageHtml } from '../report/page-html.js';
import type { ReportData } from '../report/report-data.js';

/** The page at one address of this machine, and the newest state for the copies of it that are open. */
export interface LiveServer {
  readonly address: string;
  /** How many readers wait for a state that is newer than the published one. */
  waiting(): number;
  /** Answers all readers who wait. */
  publish(data: ReportData): void;
  /** Publishes the last state; resolves when every open page has it, or cannot be waited for any longer. */
  end(data: ReportData | undefined): Promise<void>;
}

/** A reader asks for the next state only when the last one is shown, so none can hold more than one. */
interface Reader {
  readonly response: ServerResponse;
  /** undefined: the page itself. */
  readonly after: number | undefined;
}

const MAX_CONNECTIONS = 100;
/** In ms. An answer that nobody reads is dropped after this. */
const PATIENCE = 20_000;
/** In ms: what a page may take to show one state and ask for the last. */
const FAREWELL = 2000;

/** The page's own policy is in it; that it may not be framed can only be said in a header. */
const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves GET /TOKEN/, the page, and GET /TOKEN/state?after=N, which waits for a state newer than N; after=end waits for the
 * last one. On loopback only. The token keeps other users and pages out; the Host header must be our own address, so that
 * no name of another site can lead here (DNS rebinding).
 */
export async function startServer(): Promise<LiveServer> {
  const path = `/${randomBytes(16).toString('base64url')}/`;
  const readers = new Set<Reader>();
  let newest: { data: ReportData; json: Buffer; page?: Buffer } | undefined;
  let hasEnded = false;
  let host = '';

  const answer = ({ response, after }: Reader) => {
    if (newest === undefined) response.destroy();
    else if (after !== undefined) send(response, 'application/json', newest.json, hasEnded);
    else {
      newest.page ??= Buffer.from(pageHtml(newest.data));
      send(response, 'text/html; charset=utf-8', newest.page, false);
    }
  };
  const isReady = ({ after = -1 }: Reader) => hasEnded || (newest?.data.live?.version ?? -1) > after;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const status = refusal(request, host, [path, `${path}state`].includes(url.pathname));
    if (status !== undefined) {
      response.writeHead(status, { ...HEADERS, connection: 'close' }).end();
      return;
    }
    const after = url.searchParams.get('after');
    const number = after === 'end' ? Number.POSITIVE_INFINITY : Number(after);
    const reader = { response, after: url.pathname === path ? undefined : number };
    if (isReady(reader)) return answer(reader);
    readers.add(reader);
    response.on('close', () => readers.delete(reader));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const publish = (data: ReportData) => {
    newest = { data, json: Buffer.from(jsonInHtml(data)) };
    for (const reader of [...readers].filter(isReady)) {
      readers.delete(reader);
      answer(reader);
    }
  };
  return {
    address: `http://${host}${path}`,
    waiting: () => [...readers].filter(({ after = -1 }) => Number.isFinite(after)).length,
    publish,
    async end(data) {
      hasEnded = true;
      if (data) publish(data);
      else for (const { response } of readers) response.destroy();
      const from = performance.now();
      const connections = () => new Promise<number>((resolve) => server.getConnections((_, n) => resolve(n)));
      while ((await connections()) > 0 && performance.now() - from < FAREWELL) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The status of a request that gets no answer. */
function refusal({ headers, method }: IncomingMessage, host: string, isKnown: boolean): number | undefined {
  if (headers.host !== host) return 403;
  if (!isKnown) return 404;
  return method === 'GET' ? undefined : 405;
}

function send(response: ServerResponse, type: string, body: Buffer, isLast: boolean): void {
  response.setTimeout(PATIENCE, () => response.destroy());
  const headers = { ...HEADERS, 'content-type': type, 'content-length': body.length };
  response.writeHead(200, isLast ? { ...headers, connection: 'close' } : headers).end(body);
}
