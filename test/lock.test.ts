import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from './fixtures/run-command.js';

const json = (path: string) => JSON.parse(readFileSync(join(PROJECT, path), 'utf8'));

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const { '': own, ...packages }: Readonly<Record<string, Locked>> = json('package-lock.json').packages;
const locked = Object.entries(packages);
const pathsOf = (isWrong: (one: Locked) => unknown) => locked.filter(([, one]) => isWrong(one)).map(([path]) => path);

test('no package runs a script when it is installed', () => {
  expect(own.hasInstallScript).toBeUndefined();
  expect(pathsOf(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
});

test('every package has one version and its hash, and comes from the registry', () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(pathsOf(({ version }) => !/^\d+\.\d+\.\d+/.test(version ?? ''))).toEqual([]);
  expect(pathsOf(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([]);
  // .npmrc omits the addresses of registries, so a package with an address comes from elsewhere
  expect(pathsOf(({ resolved, link }) => resolved ?? link)).toEqual([]);
});

test('package.json requires exact versions', () => {
  const { dependencies, devDependencies } = json('package.json');
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
  );
  expect(ranges).toEqual([]);
});
