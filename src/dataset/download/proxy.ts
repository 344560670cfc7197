import { isThisMachine } from './mirror.js';
import { isTemporary, TransferFault } from './transfer-fault.js';

/** A proxy, and the environment variable that names it. */
export interface HttpProxy {
  /** Without user and password, so that messages can show it. */
  readonly address: string;
  /** The authorization header, if the address has a user and password. */
  readonly authorization: string | undefined;
  readonly variable: string;
}

/** A fault of the proxy itself; it affects all mirrors. */
export class ProxyFault extends TransferFault {
  readonly hint: string;

  constructor(message: string, hint: string, options: { mayRetry?: boolean; cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ProxyFault';
    this.hint = hint;
  }
}

// Like npm, uses HTTP_PROXY for https too: http is only used within this machine, which needs no proxy.
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address, according to the environment. undici's EnvHttpProxyAgent is not used: it reads NO_PROXY
 * differently from curl, prints a warning, and does not tell whether a request used the proxy, which error messages need.
 * Throws a ProxyFault if the variable is not a valid address.
 */
export function proxyFor(url: URL, environment: Environment = process.env): HttpProxy | undefined {
  const variable = VARIABLES.find((name) => environment[name]);
  if (variable === undefined || isThisMachine(url.hostname)) return undefined;
  if (isExempt(url, environment.no_proxy || environment.NO_PROXY || '')) return undefined;
  return parseProxy(String(environment[variable]), variable);
}

/** Reads NO_PROXY like curl: a name includes its subdomains, a port must match, and `*` matches everything. url: https. */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || '443';
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [name, onlyPort = port] = entry.replace(/^\*?\./, '').split(/:(?=\d+$)/);
      const covered = name === '*' || url.hostname === name || (name !== '' && url.hostname.endsWith(`.${name}`));
      return covered && onlyPort === port;
    });
}

function parseProxy(text: string, variable: string): HttpProxy {
  try {
    // curl reads `proxy.example.com:3128` as http; URL would take `proxy.example.com:` for the scheme.
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

/** With a proxy, these errors concern the proxy, because the proxy resolves and connects to the mirror. */
const UNREACHED = /^(host name not found|(network|host) unreachable|connection (refused|timed out)$)/;

/** Converts a network fault to one that mentions the proxy. */
export function faultThrough({ address, variable, authorization }: HttpProxy, fault: TransferFault): TransferFault {
  const { message, mayRetry, cause } = fault;
  const status = Number(/^Proxy response \((\d+)\)/.exec(message)?.[1] ?? 0);
  if (status === 407) {
    const hint = `put user and password into the address: ${variable}=http://user:password@host:port`;
    return new ProxyFault(`proxy ${address} requires ${authorization ? 'another' : 'a'} user and password`, hint);
  }
  if (status > 0) {
    return new TransferFault(`proxy ${address} answers HTTP ${status}`, { mayRetry: isTemporary(status), cause });
  }
  if (UNREACHED.test(message)) {
    return new ProxyFault(`proxy ${address}: ${message}`, remedy(variable), { mayRetry, cause });
  }
  return new TransferFault(`${message}, through proxy ${address}`, { mayRetry, cause });
}
