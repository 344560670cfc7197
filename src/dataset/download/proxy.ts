import { isThisMachine } from './mirror.js';
import { mayPass, TransferFault } from './transfer-fault.js';

/** What stands between us and the mirrors, and the variable that says so. */
export interface HttpProxy {
  /** Without user and password, so that it may be shown. */
  readonly address: string;
  /** The header with user and password, if there are any. */
  readonly authorization: string | undefined;
  readonly variable: string;
}

/** The proxy's own fault, whichever mirror was asked for. */
export class ProxyFault extends TransferFault {
  readonly hint: string;

  constructor(message: string, hint: string, options: { again?: boolean; cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ProxyFault';
    this.hint = hint;
  }
}

// http: is spoken within this machine only, which needs no proxy, so HTTP_PROXY is for https: too, as npm has it.
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy the environment wants for an address, if any. undici's EnvHttpProxyAgent reads NO_PROXY differently from
 * curl, prints a warning, and does not say whether a request took the proxy, which a message about its failure needs.
 * Throws a ProxyFault when the variable does not hold an address.
 */
export function proxyFor(url: URL, environment: Environment = process.env): HttpProxy | undefined {
  const variable = VARIABLES.find((name) => environment[name]);
  if (variable === undefined || isThisMachine(url.hostname)) return undefined;
  if (isExempt(url, environment.no_proxy || environment.NO_PROXY || '')) return undefined;
  return parseProxy(environment[variable] ?? '', variable);
}

/** As curl reads NO_PROXY: a name stands for the hosts below it too, a port for itself, and `*` for everything. */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name, onlyPort = port] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\*?\./, '')) ?? [];
      const covered = name === '*' || url.hostname === name || (name !== '' && url.hostname.endsWith(`.${name}`));
      return covered && onlyPort === port;
    });
}

function parseProxy(text: string, variable: string): HttpProxy {
  try {
    // curl takes `proxy.example.com:3128` for http, where a URL's scheme would be `proxy.example.com:`.
    const { protocol, host, username, password } = new URL(text.includes('://') ? text : `http://${text}`);
    if (!['http:', 'https:'].includes(protocol)) throw new TypeError('not a proxy for CONNECT');
    const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    const authorization = username === '' ? undefined : `Basic ${credentials.toString('base64')}`;
    return { address: `${protocol}//${host}`, authorization, variable };
  } catch (cause) {
    const shown = JSON.stringify(text.replace(/^(.*:\/\/)?.*@/, '$1…@'));
    throw new ProxyFault(`${variable} is ${shown}, not the address of a proxy`, remedy(variable), { cause });
  }
}

function remedy(variable: string): string {
  return `set ${variable} to http://host:port or unset it, or list the mirror's host in NO_PROXY`;
}

/** Where it must be the proxy that did not answer, as the mirror's name and address are left to it. */
const UNREACHED = /^(host name not found|(network|host) unreachable|connection (refused|timed out)$)/;

/** What the network's fault comes to when there is a proxy on the way. */
export function faultThrough({ address, variable, authorization }: HttpProxy, fault: TransferFault): TransferFault {
  const { message, again, cause } = fault;
  const status = Number(/^Proxy response \((\d+)\)/.exec(message)?.[1] ?? 0);
  if (status === 407) {
    const hint = `put user and password into the address: ${variable}=http://user:password@host:port`;
    return new ProxyFault(`proxy ${address} wants ${authorization ? 'another' : 'a'} user and password`, hint);
  }
  if (status > 0) {
    return new TransferFault(`proxy ${address} answers HTTP ${status}`, { again: mayPass(status), cause });
  }
  if (UNREACHED.test(message)) {
    return new ProxyFault(`proxy ${address}: ${message}`, remedy(variable), { again, cause });
  }
  return new TransferFault(`${message}, through proxy ${address}`, { again, cause });
}
