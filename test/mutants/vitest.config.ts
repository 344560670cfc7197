import { defineConfig } from 'vitest/config';

/** `npm run mutants`: the tests that import the sources. Commands run the built programs, which have no mutants. */
export default defineConfig({
  test: {
    include: ['test/{book,dataset,files,golden,gradient,layers,network,run,seeds,training}/**/*.test.ts'],
    env: { NO_PROXY: '*', no_proxy: '*' },
  },
});
