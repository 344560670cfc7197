import { defineConfig } from 'vitest/config';

/** `npm run mutants`: the tests that run the sources in their own process; the commands run what was built. */
export default defineConfig({
  test: {
    include: ['test/{book,dataset,files,golden,gradient,layers,network,run,seeds,training}/**/*.test.ts'],
    env: { NO_PROXY: '*', no_proxy: '*' },
  },
});
