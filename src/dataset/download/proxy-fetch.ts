import { type HttpProxy, ProxyFault, remedy } from './proxy.js';
import { mayPass, TransferFault } from './transfer-fault.js';

interface Request {
  readonly redirect: 'manual';
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
}

/** `fetch` through a proxy. Node 20's own knows of none; the library is loaded only here, for those who have one. */
export async function fetchThrough(proxy: HttpProxy, url: URL, request: Request): Promise<Response> {
  const { fetch, ProxyAgent } = await import('undici');
  const dispatcher = new ProxyAgent({ uri: proxy.address, token: proxy.authorization });
  // A CONNECT without an answer would outlive the request, and keep the process from ending.
  request.signal.addEventListener('abort', () => dispatcher.destroy().catch(() => undefined));
  return fetch(url, { ...request, dispatcher });
}

/** Where it must be the proxy that did not answer, as the mirror's name and address are left to it. */
const UNREACHED = /^(host name not found|(network|host) unreachable|connection (refused|timed out)$)/;

/** What the network's fault comes to when there is a proxy on the way. */
export function faultThrough(proxy: HttpProxy, fault: TransferFault): TransferFault {
  const { address, variable } = proxy;
  const { again, cause } = fault;
  const status = Number(/^Proxy response \((\d+)\)/.exec(fault.message)?.[1] ?? 0);
  if (status === 407) {
    const hint = `put user and password into the address: ${variable}=http://user:password@host:port`;
    return new ProxyFault(`proxy ${address} wants ${proxy.authorization ? 'another' : 'a'} user and password`, hint);
  }
  if (status > 0) {
    return new TransferFault(`proxy ${address} answers HTTP ${status}`, { again: mayPass(status), cause });
  }
  if (UNREACHED.test(fault.message)) {
    return new ProxyFault(`proxy ${address}: ${fault.message}`, remedy(variable), { again, cause });
  }
  return new TransferFault(`${fault.message}, through proxy ${address}`, { again, cause });
}
