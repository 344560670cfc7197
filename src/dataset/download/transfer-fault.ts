/** Why one try at one address failed: half a sentence, and what may be done about it. */
export class TransferFault extends Error {
  /** Whether the same address may well answer if asked once more. */
  readonly again: boolean;
  /** What the server asked to wait before that, in ms. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: { again?: boolean; retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TransferFault';
    this.again = options.again ?? false;
    this.retryAfter = options.retryAfter;
  }
}

const MAY_PASS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether an HTTP status may be another one when the same address is asked once more. */
export function mayPass(status: number): boolean {
  return MAY_PASS.has(status);
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name not found (no network?)',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
  ECONNREFUSED: 'connection refused',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  ECONNRESET: 'connection broken off',
  EPIPE: 'connection broken off',
  UND_ERR_SOCKET: 'connection broken off',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection broken off',
  CERT_HAS_EXPIRED: 'TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS certificate is self-signed',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS certificate comes from an unknown issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS certificate comes from an unknown issuer',
};

const WORTH_A_SECOND_TRY = new Set(['connection broken off', 'connection timed out']);

/** What `fetch` or a body's reader threw; the useful part is its innermost cause. */
export function networkFault(error: unknown): TransferFault {
  let inner = error;
  while (inner instanceof Error && (inner.cause instanceof Error || inner instanceof AggregateError)) {
    inner = inner.cause ?? (inner as AggregateError).errors[0];
  }
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
  const message = inner instanceof Error ? inner.message.split('\n', 1)[0] : String(inner);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return new TransferFault('TLS handshake failed', { cause: error });
  if (code.startsWith('HPE_')) return new TransferFault('answers in something other than HTTP', { cause: error });
  const text = CAUSES[code] ?? (code === '' || message.includes(code) ? message : `${message} (${code})`);
  return new TransferFault(text, { again: WORTH_A_SECOND_TRY.has(text), cause: error });
}
