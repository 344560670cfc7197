import { STATUS_CODES } from 'node:http';
import { Agent, fetch, ProxyAgent, type Response } from 'undici';
import { grouped } from '../../quantity.js';
import type { Deadlines } from './deadlines.js';
import { mayRedirect } from './mirror.js';
import { faultThrough, type HttpProxy, proxyFor } from './proxy.js';
import { isTemporary, networkFault, TransferFault } from './transfer-fault.js';
import { startWatchdog } from './watchdog.js';

export interface TransferOptions {
  /** Reading stops with an error after this many bytes. */
  readonly maxBytes: number;
  readonly limits: Pick<Deadlines, 'stall' | 'crawl' | 'crawlBytes' | 'whole'>;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number) => void;
}

const MAX_REDIRECTS = 5;

/** Keeps a connection open for the next file. Node's global agent may belong to another version of undici. */
const direct = new Agent();

/**
 * Downloads from an http address, in one attempt. Uses the undici package, because `fetch` in Node 20 does not support
 * proxies and its error codes depend on the version of Node. Throws a {@link TransferFault} or the signal's reason.
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
    // A CONNECT request without an answer would keep the process alive.
    tunnel?.destroy().catch(() => undefined);
  }
}

/** Follows redirects here, because `fetch` would also follow one from https to http. */
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
      mayRetry: isTemporary(status),
      retryAfter: retryAfter(headers.get('retry-after')),
    });
  }
  // `fetch` would unpack the body, so its bytes would not be the published file.
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new TransferFault('sends a Content-Encoding that was not requested');
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

/** The wait in ms that a Retry-After header asks for, in seconds or as a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
