import { describe, expect, test } from 'vitest';
import { mayRedirect, mirrorFault, parseMirror } from '../../../src/dataset/download/mirror.js';

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
    'http://example.com/',
    'http://127.0.0.1.example.com/',
    'http://127.0.0.2/',
    'http://10.0.0.1/',
    'ftp://example.com/',
    'file://server/share',
    'data/mnist',
    '',
  ])('may not be "%s"', (address) => {
    expect(() => parseMirror(address)).toThrow(
      expect.objectContaining({
        code: 'DOWNLOAD_MIRROR',
        message: `a mirror must be an https: or file: address (http: only on this machine), got "${address}"`,
      }),
    );
  });

  test('may not contain a password, and messages do not show it', () => {
    expect(mirrorFault('https://me:secret@example.com/')).toEqual({
      message: 'must not contain a user or password, got "https://…@example.com"',
      hint: 'download the files with a browser or curl and use --data-dir',
    });
  });

  test.each([
    ['https://a/', 'https://b/', true],
    ['https://a/', 'http://b/', false],
    ['https://a/', 'http://127.0.0.1/', false],
    ['http://127.0.0.1/', 'http://localhost:1/', true],
    ['http://127.0.0.1/', 'https://b/', true],
    ['http://127.0.0.1/', 'http://b/', false],
    ['http://127.0.0.1/', 'file:///etc/passwd', false],
  ])('at %s may redirect to %s: %s', (from, to, allowed) => {
    expect(mayRedirect(new URL(from), new URL(to))).toBe(allowed);
  });
});
