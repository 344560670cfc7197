/** Why one attempt at one address failed. The message is the end of a sentence. */
export class TransferFault extends Error {
  /** Whether a retry at the same address may succeed. */
  readonly mayRetry: boolean;
  /** How long the server asks to wait before a retry, in ms. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: { mayRetry?: boolean; retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TransferFault';
    this.mayRetry = options.mayRetry ?? false;
    this.retryAfter = options.retryAfter;
  }
}

const TEMPORARY = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether an HTTP status may change on a retry. */
export function isTemporary(status: number): boolean {
  return TEMPORARY.has(status);
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name not found (no network?)',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
  ECONNREFUSED: 'connection refused',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  ECONNRESET: 'connection lost',
  EPIPE: 'connection lost',
  UND_ERR_SOCKET: 'connection lost',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection lost',
  CERT_HAS_EXPIRED: 'TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS certificate is for another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS certificate is self-signed',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS certificate comes from an unknown issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS certificate comes from an unknown issuer',
};

const RETRIED_CAUSES = new Set(['connection lost', 'connection timed out']);

/** Describes an error of `fetch` or of reading a body by its innermost cause. */
export function networkFault(error: unknown): TransferFault {
  let inner = error;
  while (inner instanceof Error && (inner.cause instanceof Error || inner instanceof AggregateError)) {
    inner = inner.cause ?? (inner as AggregateError).errors[0];
  }
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
  const message = inner instanceof Error ? inner.message.split('\n', 1)[0] : String(inner);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return new TransferFault('TLS handshake failed', { cause: error });
  if (code.startsWith('HPE_')) return new TransferFault('does not answer with HTTP', { cause: error });
  const text = CAUSES[code] ?? (code === '' || message.includes(code) ? message : `${message} (${code})`);
  return new TransferFault(text, { mayRetry: RETRIED_CAUSES.has(text), cause: error });
}
