import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

process.env.TORTURE_FIGURES ??= join(tmpdir(), `mnist-train-torture-${process.pid}.jsonl`);

/** `npm run torture`: the same tests as in `npm test`, with many more tries, and a table of the results. */
export default defineConfig({
  test: {
    include: ['test/torture/*.test.ts'],
    globalSetup: ['test/torture/table.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 500_000 } },
    maxWorkers: '100%',
    // the tests must not use a proxy
    env: { NO_PROXY: '*', no_proxy: '*' },
  },
});
