import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import suite from '../../vitest.config.ts';
import { RAW } from './provider.mjs';

/** `npm run coverage`: the suite, and which lines and branches of `src/` it runs, also in the commands it starts. */
export default mergeConfig(
  suite,
  defineConfig({
    test: {
      globalSetup: ['test/coverage/build.mjs'],
      // a package has no source maps; these measure memory or time, or take long to run the same lines once more
      exclude: [
        ...configDefaults.exclude,
        'test/e2e/package.test.ts',
        'test/torture/{bombs,download,exp-log,fuzz,mouse,one-result,photos}.test.ts',
      ],
      env: { NODE_V8_COVERAGE: RAW },
      coverage: {
        enabled: true,
        provider: 'custom',
        customProviderModule: 'test/coverage/provider.mjs',
        include: ['src/**/*.ts'],
        // WebAssembly, the browser and `npm run bench` run these
        exclude: ['src/*/assembly/**', 'src/page/**', 'src/bench/**'],
        reporter: [['text', { skipFull: true }], 'html'],
        reportOnFailure: true,
        thresholds: { lines: 97, branches: 95 },
      },
    },
  }),
);
