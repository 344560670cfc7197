import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import suite from '../../vitest.config.ts';
import { RAW } from './provider.mjs';
import { UNMEASURED } from './unmeasured.mjs';

/** `npm run coverage`: runs the suite and counts the lines and branches of `src/` that it covers, also in commands. */
export default mergeConfig(
  suite,
  defineConfig({
    test: {
      globalSetup: ['test/coverage/build.mjs'],
      exclude: [...configDefaults.exclude, ...UNMEASURED],
      env: { NODE_V8_COVERAGE: RAW },
      coverage: {
        enabled: true,
        provider: 'custom',
        customProviderModule: 'test/coverage/provider.mjs',
        include: ['src/**/*.ts'],
        // run as WebAssembly, in the browser and by `npm run bench`
        exclude: ['src/*/assembly/**', 'src/page/**', 'src/bench/**'],
        reporter: [['text', { skipFull: true }], 'html'],
        reportOnFailure: true,
        thresholds: { lines: 97, branches: 95 },
      },
    },
  }),
);
