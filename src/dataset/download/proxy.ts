import { isThisMachine } from './mirror.js';
import { TransferFault } from './transfer-fault.js';

/** What stands between us and the mirrors, and the variable that says so. */
export interface HttpProxy {
  /** Without user and password, so that it may be shown. */
  readonly address: string;
  /** Of user and password: the header's value, if there are any. */
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

/** The proxy the environment wants for an address, if any; throws a ProxyFault when the variable holds nonsense. */
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
  // curl takes `proxy.example.com:3128` for http, where a URL's scheme would be `proxy.example.com:`.
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const authorization = url && basicAuthorization(url);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || authorization === undefined) {
    const shown = JSON.stringify(text.replace(/^(.*:\/\/)?.*@/, '$1…@'));
    throw new ProxyFault(`${variable} is ${shown}, not the address of a proxy`, remedy(variable));
  }
  return { address: `${url.protocol}//${url.host}`, authorization: authorization || undefined, variable };
}

/** Empty without a user; undefined when user or password cannot be decoded. */
function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '') return '';
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    return undefined;
  }
}

/** What to do about a proxy that cannot be used. */
export function remedy(variable: string): string {
  return `set ${variable} to http://host:port or unset it, or list the mirror's host in NO_PROXY`;
}
