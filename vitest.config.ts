import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['hookline-source'] },
  ssr: { resolve: { conditions: ['hookline-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Scenarios start the platform as a process; two cores take two at a time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
