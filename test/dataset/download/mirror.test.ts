import { describe, expect, test } from 'vitest';
import { mayRedirect, parseMirror } from '../../../src/dataset/download/mirror.js';

describe('a mirror', () => {
  test.each([
    ['https://example.com/mnist/', 'https://example.com/mnist/file'],
    ['https://example.com/mnist', 'https://example.com/mnist/file'],
    ['https://example.com/mnist?x=1#y', 'https://example.com/mnist/file'],
    ['https://example.com', 'https://example.com/file'],
    ['http://127.0.0.1:8000/a/b', 'http://127.0.0.1:8000/a/b/file'],
    ['http://localhost:8000/', 'http://localhost:8000/file'],
    ['http://[::1]:8000/', 'http://[::1]:8000/file'],
    ['file:///srv/mnist', 'file:///srv/mnist/file'],
  ])('may be %s', (address, file) => {
    expect(new URL('file', parseMirror(address)).href).toBe(file);
  });

  test.each([
    ['http://example.com/', 'mirror "http://example.com/" is not secure'],
    ['http://127.0.0.1.example.com/', 'mirror "http://127.0.0.1.example.com/" is not secure'],
    ['http://10.0.0.1/', 'mirror "http://10.0.0.1/" is not secure'],
    ['ftp://example.com/', 'mirror "ftp://example.com/" is not secure'],
    ['file://server/share', 'mirror "file://server/share" is not secure'],
    ['data/mnist', 'mirror "data/mnist" is not a URL'],
    ['', 'mirror "" is not a URL'],
    ['https://me:secret@example.com/', 'mirror at example.com: a URL with a password is not accepted'],
  ])('may not be "%s"', (address, message) => {
    expect(() => parseMirror(address)).toThrow(expect.objectContaining({ code: 'DOWNLOAD_MIRROR', message }));
  });

  test.each([
    ['https://a/', 'https://b/', true],
    ['https://a/', 'http://b/', false],
    ['https://a/', 'http://127.0.0.1/', false],
    ['http://127.0.0.1/', 'http://localhost:1/', true],
    ['http://127.0.0.1/', 'https://b/', true],
    ['http://127.0.0.1/', 'http://b/', false],
    ['http://127.0.0.1/', 'file:///etc/passwd', false],
  ])('at %s may send us to %s: %s', (from, to, allowed) => {
    expect(mayRedirect(new URL(from), new URL(to))).toBe(allowed);
  });
});
