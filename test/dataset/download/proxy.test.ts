import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { obtainKnownFiles } from '../../../src/dataset/cache/known-files.js';
import { proxyFor } from '../../../src/dataset/download/proxy.js';
import type { LoadOptions } from '../../../src/dataset/load-options.js';
import type { TrainerError } from '../../../src/errors.js';
import { selfSigned } from '../../fixtures/certificate.js';
import { QUICK_RETRY } from '../../fixtures/download-faults.js';
import { fetchInProcess } from '../../fixtures/fetch-process.js';
import {
  closedPort,
  listen,
  loopbackProxy,
  loopbackServer,
  secureServer,
  serveFiles,
} from '../../fixtures/loopback-server.js';
import { workplace } from '../../fixtures/run-command.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { tinyDataset } from '../../fixtures/tiny-dataset.js';

describe('the environment', () => {
  const P = 'http://p:1';
  test.each([
    [{}, undefined],
    [{ HTTPS_PROXY: P }, P],
    [{ https_proxy: P, HTTPS_PROXY: 'http://q' }, P],
    [{ https_proxy: '', HTTPS_PROXY: P }, P],
    [{ ALL_PROXY: P, HTTP_PROXY: 'http://q' }, P],
    [{ http_proxy: P }, P],
    [{ HTTPS_PROXY: 'p:1' }, P],
    [{ HTTPS_PROXY: 'http://me:secret@p:1/x' }, P],
    [{ HTTPS_PROXY: 'https://p' }, 'https://p'],
    [{ HTTPS_PROXY: P, NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY: P, NO_PROXY: 'data.example.com' }, undefined],
    [{ HTTPS_PROXY: P, no_proxy: 'a, Example.com' }, undefined],
    [{ HTTPS_PROXY: P, NO_PROXY: '.example.com' }, undefined],
    [{ HTTPS_PROXY: P, NO_PROXY: '*.example.com' }, undefined],
    [{ HTTPS_PROXY: P, NO_PROXY: 'example.com:443' }, undefined],
    [{ HTTPS_PROXY: P, NO_PROXY: 'example.com:80' }, P],
    [{ HTTPS_PROXY: P, NO_PROXY: 'ample.com,,com.example' }, P],
  ])('%j sends data.example.com through %s', (environment, address) => {
    expect(proxyFor(new URL('https://data.example.com/x'), environment)?.address).toBe(address);
  });

  test.each(['http://127.0.0.1/', 'http://localhost/', 'http://[::1]/', 'https://localhost/'])(
    'uses no proxy for %s, which is this machine',
    (address) => {
      expect(proxyFor(new URL(address), { HTTPS_PROXY: P, HTTP_PROXY: P })).toBeUndefined();
    },
  );

  test.each([
    ['http://me:s%40t@p', 'me:s@t'],
    ['http://me@p', 'me:'],
    ['http://p', undefined],
  ])('with %s the proxy receives the credentials %s', (address, credentials) => {
    const [scheme, encoded] =
      proxyFor(new URL('https://x/'), { HTTPS_PROXY: address })?.authorization?.split(' ') ?? [];
    expect(scheme).toBe(credentials === undefined ? undefined : 'Basic');
    expect(encoded && Buffer.from(encoded, 'base64').toString()).toBe(credentials);
  });

  test.each([
    ['http://', '"http://"'],
    ['http://me:se/cret@[p', '"http://…@[p"'],
    ['me:secret@', '"…@"'],
    ['http://me:%zz@p', '"http://…@p"'],
    ['socks5://p:1080', '"socks5://p:1080"'],
  ])('with %s gives an error that names the variable', (address, shown) => {
    expect(() => proxyFor(new URL('https://x/'), { all_proxy: address })).toThrow(
      expect.objectContaining({
        message: `all_proxy is ${shown}, not the address of a proxy`,
        hint: "set all_proxy to http://host:port or unset it, or list the mirror's host in NO_PROXY",
      }),
    );
  });
});

describe('a download', () => {
  const tiny = tinyDataset();
  const certificate = selfSigned('data.invalid');
  const hashes = tiny.entry.files.map(({ idxSha256 }) => idxSha256);
  const CREDENTIALS = `Basic ${Buffer.from('me:s@t').toString('base64')}`;

  /** A mirror data.invalid that can only be reached through the proxy. */
  async function scene(authorization?: string) {
    const server = await secureServer(certificate, serveFiles(tiny.packed));
    const proxy = await loopbackProxy(server, authorization);
    return { proxy, options: { dataset: 'tiny', dataDir: temporaryFolder(), mirrors: ['https://data.invalid/'] } };
  }

  async function obtain(options: LoadOptions, environment: Record<string, string>) {
    const unset = { no_proxy: '', NO_PROXY: '' };
    for (const [name, value] of Object.entries({ ...unset, ...environment })) vi.stubEnv(name, value);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    return obtainKnownFiles(tiny.entry, { deadlines: QUICK_RETRY, ...options });
  }

  async function failure(...given: Parameters<typeof obtain>): Promise<TrainerError> {
    const error = await obtain(...given).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'TrainerError', code: 'DOWNLOAD_FAILED' });
    return error;
  }

  test('goes through the proxy, with user and password, without a notice', async () => {
    const { proxy, options } = await scene(CREDENTIALS);
    const trusted = join(options.dataDir, 'trusted.pem');
    writeFileSync(trusted, certificate.cert);
    const env = { NODE_EXTRA_CA_CERTS: trusted, HTTPS_PROXY: `http://me:s%40t@${proxy.host}` };
    expect(await fetchInProcess(tiny.entry, options, { env })).toEqual({
      files: hashes.map((sha256) => ({ sha256, origin: 'download' })),
      noise: '',
    });
    expect(new Set(proxy.targets)).toEqual(new Set(['data.invalid:443']));
  });

  test('bypasses the proxy for a host in NO_PROXY', async () => {
    const { proxy, options } = await scene();
    const environment = { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: 'data.invalid' };
    expect((await failure(options, environment)).message).toMatch(/https:\/\/data.invalid\/.*: host name not found/);
    expect(proxy.targets).toEqual([]);
  });

  test.each([
    ['a password', 'http://HOST', 'requires a user and password'],
    ['another password', 'http://me:secret@HOST', 'requires another user and password'],
  ])('reports once for all mirrors that the proxy requires %s', async (_, address, told) => {
    const { proxy, options } = await scene(CREDENTIALS);
    const mirrors = [...options.mirrors, 'https://elsewhere.invalid/'];
    expect(await failure({ ...options, mirrors }, { HTTPS_PROXY: address.replace('HOST', proxy.host) })).toMatchObject({
      message: `train-images-idx3-ubyte.gz could not be downloaded: proxy http://${proxy.host} ${told}`,
      hint: 'put user and password into the address: HTTPS_PROXY=http://user:password@host:port',
    });
  });

  test('falls back to a mirror on this machine if the proxy fails', async () => {
    const { options } = await scene();
    const mirrors = [...options.mirrors, await loopbackServer(serveFiles(tiny.packed))];
    const files = await obtain({ ...options, mirrors }, { HTTPS_PROXY: `127.0.0.1:${await closedPort()}` });
    expect(files.map(({ sha256 }) => sha256)).toEqual(hashes);
  });

  test('retries if the proxy cannot reach the mirror', async () => {
    const { options } = await scene();
    const proxy = await loopbackProxy(`http://127.0.0.1:${await closedPort()}`);
    const { message, hint } = await failure(options, { HTTPS_PROXY: `http://${proxy.host}` });
    expect(message).toMatch(/https:\/\/data.invalid\/train-images-idx3-ubyte.gz: proxy http:\S+ answers HTTP 502$/);
    expect(hint).toContain('--mirror');
    expect(proxy.targets).toEqual(['data.invalid:443', 'data.invalid:443']);
  });

  test('does not wait for a silent proxy', async () => {
    const { options } = await scene();
    const env = { HTTPS_PROXY: `127.0.0.1:${await listen(createServer())}` };
    const deadlines = { ...QUICK_RETRY, stall: 200, totalWait: 300 };
    const { error, noise } = await fetchInProcess(tiny.entry, { ...options, deadlines }, { env });
    expect(error?.message).toMatch(/: no byte for 0.2 s, 0 bytes so far, through proxy http:\/\/127.0.0.1:\d+$/);
    expect(noise).toBe('');
  });

  test('reports a rejected certificate and the proxy', async () => {
    const { proxy, options } = await scene();
    const { message } = await failure(options, { HTTPS_PROXY: `http://${proxy.host}` });
    expect(message).toMatch(/data.invalid.*: TLS certificate is self-signed, through proxy http:\S+$/);
  });
});

describe('with a wrong proxy, a command ends with one line, a hint and exit code 3', () => {
  const { run } = workplace();
  test.each([
    [
      'no process listens',
      async () => `http://me:secret@127.0.0.1:${await closedPort()}`,
      /proxy http:\S+: connection refused$/,
    ],
    ['no such host', async () => 'http://me:secret@proxy.invalid:1', /proxy http:\S+: host name not found/],
    ['not an address', async () => 'http://me:secret@', /HTTPS_PROXY is "http:\/\/…@", not the address of a proxy$/],
  ])('%s', async (_, address, message) => {
    const { code, stderr } = await run('mnist-train fetch --data-dir data', { env: { HTTPS_PROXY: await address() } });
    expect(code).toBe(3);
    const [line, hint, ...more] = stderr.trimEnd().split('\n');
    expect(line).toMatch(message);
    expect(hint).toContain('NO_PROXY');
    expect(more).toEqual([]);
    expect(stderr).not.toContain('secret');
  });
});
