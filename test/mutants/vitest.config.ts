import { defineConfig } from 'vitest/config';

/** `npm run mutants`: the tests that import the sources. Commands run the built programs, which have no mutants. */
export default defineConfig({
  test: {
    include: ['test/{book,dataset,files,golden,gradient,layers,network,run,seeds,training}/**/*.test.ts'],
    // Stryker stops mutants that hang
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: { NO_PROXY: '*', no_proxy: '*' },
  },
});
