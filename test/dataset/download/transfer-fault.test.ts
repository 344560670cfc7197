import { expect, test } from 'vitest';
import { networkFault } from '../../../src/dataset/download/transfer-fault.js';

/** As Node's fetch wraps it. */
function failed(code: string, message = code): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

test.each([
  ['ENOTFOUND', 'host name not found', false],
  ['EAI_AGAIN', 'host name not found (no network?)', false],
  ['ECONNREFUSED', 'connection refused', false],
  ['ECONNRESET', 'connection broken off', true],
  ['UND_ERR_SOCKET', 'connection broken off', true],
  ['UND_ERR_CONNECT_TIMEOUT', 'connection timed out', true],
  ['CERT_HAS_EXPIRED', 'TLS certificate has expired', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS certificate is for another host', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS certificate is self-signed', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS handshake failed', false],
  ['HPE_INVALID_CONSTANT', 'answers in something other than HTTP', false],
])('%s is told as "%s"', (code, text, again) => {
  expect(networkFault(failed(code))).toMatchObject({ message: text, again });
});

test('an unknown cause keeps its own first line and its code', () => {
  expect(networkFault(failed('EWEIRD', 'odd\nand long')).message).toBe('odd (EWEIRD)');
  expect(networkFault(failed('EWEIRD', 'EWEIRD: odd')).message).toBe('EWEIRD: odd');
});

test('a cause without a code, or that is no error, is told as it is', () => {
  expect(networkFault(new Error('odd')).message).toBe('odd');
  expect(networkFault('odd').message).toBe('odd');
});

test('of several addresses that failed the first one counts', () => {
  const each = ['ECONNREFUSED', 'ENETUNREACH'].map((code) => Object.assign(new Error(code), { code }));
  expect(networkFault(new TypeError('fetch failed', { cause: new AggregateError(each) })).message).toBe(
    'connection refused',
  );
});
