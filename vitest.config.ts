import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // against hangs only: a busy machine may take a minute for what takes a second here
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 600_000,
    expect: { poll: { timeout: 500_000 } },
    // the default leaves one core idle, which on two is half of them
    maxWorkers: '100%',
    // half as many collections of young objects: a fortieth of the processor time
    execArgv: ['--max-semi-space-size=32'],
    // half a second of processor time for each of a hundred files; what a test changes of its process it puts back
    isolate: false,
    // this machine's proxy is no part of the tests
    env: { NO_PROXY: '*', no_proxy: '*' },
  },
});
