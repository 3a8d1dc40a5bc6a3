import { defineConfig } from 'vitest/config';

/** `npm run test:deployed`: the scenarios, on the stack as it is deployed. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  resolve: { conditions: ['hookline-source'] },
  ssr: { resolve: { conditions: ['hookline-source'] } },
  test: {
    include: ['test/scenarios/**/*.test.ts', 'test/deployed/**/*.test.ts'],
    globalSetup: ['test/deployed/global-setup.ts'],
    env: { HOOKLINE_HOST: 'deployed' },
    // The emulator carries out a firing in about half a second, and all stacks share it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ['verbose'],
  },
});
