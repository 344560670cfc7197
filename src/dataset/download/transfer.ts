import { STATUS_CODES } from 'node:http';
import { Agent, fetch, ProxyAgent, type Response } from 'undici';
import { grouped } from '../../quantity.js';
import type { Deadlines } from './deadlines.js';
import { mayRedirect } from './mirror.js';
import { faultThrough, type HttpProxy, proxyFor } from './proxy.js';
import { mayPass, networkFault, TransferFault } from './transfer-fault.js';
import { startWatchdog } from './watchdog.js';

export interface TransferOptions {
  /** More bytes than this cannot be the file; reading stops there. */
  readonly maxBytes: number;
  readonly limits: Pick<Deadlines, 'stall' | 'crawl' | 'crawlBytes' | 'whole'>;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number) => void;
}

const MAX_REDIRECTS = 5;

/** Keeps a connection for the next file. The global agent may be one of Node's own undici, which is another version. */
const direct = new Agent();

/**
 * The bytes at an http address, asked for once. By undici, as Node 20's own `fetch` knows no proxies, and the codes of its
 * errors change with the version of Node.
 * Throws a {@link TransferFault} with the cause, or the signal's reason.
 */
export async function transfer(url: URL, options: TransferOptions): Promise<Uint8Array> {
  const watchdog = startWatchdog(options.limits, options.signal);
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'mnist-train' };
  let response: Response | undefined;
  let proxy: HttpProxy | undefined;
  let tunnel: ProxyAgent | undefined;
  const send = (address: URL) => {
    proxy = proxyFor(address);
    tunnel = proxy && new ProxyAgent({ uri: proxy.address, token: proxy.authorization });
    return fetch(address, { redirect: 'manual', headers, signal: watchdog.signal, dispatcher: tunnel ?? direct });
  };
  try {
    response = await request(url, send);
    checkAnswer(response, options.maxBytes);
    return await readBody(response, options, watchdog.saw);
  } catch (error) {
    response?.body?.cancel().catch(() => undefined);
    options.signal?.throwIfAborted();
    const silence = watchdog.signal.aborted ? watchdog.signal.reason : undefined;
    if (silence === undefined && error instanceof TransferFault) throw error;
    const fault = silence ?? networkFault(error);
    throw proxy === undefined ? fault : faultThrough(proxy, fault);
  } finally {
    watchdog.stop();
    // A CONNECT without an answer would keep the process from ending.
    tunnel?.destroy().catch(() => undefined);
  }
}

/** Follows redirects by hand, as `fetch` would follow one from https to http. */
async function request(start: URL, send: (url: URL) => Promise<Response>): Promise<Response> {
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await send(url);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, url.href)) throw new TransferFault('redirects to an address that is not a URL');
    const next = new URL(location, url);
    if (!mayRedirect(url, next))
      throw new TransferFault(`redirects to ${next.protocol}//${next.host}, which is not https`);
    if (next.username !== '' || next.password !== '')
      throw new TransferFault('redirects to an address with a password');
    url = next;
  }
  throw new TransferFault(`redirects more than ${MAX_REDIRECTS} times`);
}

function checkAnswer(response: Response, maxBytes: number): void {
  const { status, headers } = response;
  if (status !== 200) {
    const reason = STATUS_CODES[status];
    throw new TransferFault(`HTTP ${status}${reason === undefined ? '' : ` ${reason}`}`, {
      again: mayPass(status),
      retryAfter: retryAfter(headers.get('retry-after')),
    });
  }
  // fetch has begun to unpack such a body, and what comes out is not the file that was published.
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new TransferFault('answers with a Content-Encoding, which was not asked for');
  const announced = Number(headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLong(maxBytes);
}

async function readBody(
  response: Response,
  { maxBytes, onBytes }: TransferOptions,
  saw: (bytes: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    received += chunk.length;
    if (received > maxBytes) throw tooLong(maxBytes);
    saw(received);
    onBytes?.(received);
  }
  return Buffer.concat(chunks, received);
}

function tooLong(maxBytes: number): TransferFault {
  return new TransferFault(`sends more than the ${grouped(maxBytes)} bytes expected`);
}

/** The header's wait in ms: it holds seconds or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
