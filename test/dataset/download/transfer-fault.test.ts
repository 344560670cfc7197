import { expect, test } from 'vitest';
import { networkFault } from '../../../src/dataset/download/transfer-fault.js';

function failed(code: string, message = code): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

test.each([
  ['ENOTFOUND', 'host name not found', false],
  ['EAI_AGAIN', 'host name not found (no network?)', false],
  ['ECONNREFUSED', 'connection refused', false],
  ['ECONNRESET', 'connection lost', true],
  ['UND_ERR_SOCKET', 'connection lost', true],
  ['UND_ERR_CONNECT_TIMEOUT', 'connection timed out', true],
  ['CERT_HAS_EXPIRED', 'TLS certificate has expired', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS certificate is for another host', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS certificate is self-signed', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS handshake failed', false],
  ['HPE_INVALID_CONSTANT', 'does not answer with HTTP', false],
])('%s is reported as "%s"', (code, text, mayRetry) => {
  expect(networkFault(failed(code))).toMatchObject({ message: text, mayRetry });
});

test('an unknown cause is reported by the first line of its message and its code', () => {
  expect(networkFault(failed('EWEIRD', 'odd\nand long')).message).toBe('odd (EWEIRD)');
  expect(networkFault(failed('EWEIRD', 'EWEIRD: odd')).message).toBe('EWEIRD: odd');
});

test('a cause without a code, or one that is not an Error, is reported unchanged', () => {
  expect(networkFault(new Error('odd')).message).toBe('odd');
  expect(networkFault('odd').message).toBe('odd');
});

test('if several addresses fail, the first failure is reported', () => {
  const each = ['ECONNREFUSED', 'ENETUNREACH'].map((code) => Object.assign(new Error(code), { code }));
  expect(networkFault(new TypeError('fetch failed', { cause: new AggregateError(each) })).message).toBe(
    'connection refused',
  );
});
