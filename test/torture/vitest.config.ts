import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

process.env.TORTURE_FIGURES ??= join(tmpdir(), `mnist-train-torture-${process.pid}.jsonl`);

/** `npm run torture`: the same tests as in `npm test`, many times as often, and a table of what came of it. */
export default defineConfig({
  test: {
    include: ['test/torture/*.test.ts'],
    globalSetup: ['test/torture/table.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 500_000 } },
    maxWorkers: '100%',
    // this machine's proxy is no part of the tests
    env: { NO_PROXY: '*', no_proxy: '*' },
  },
});
