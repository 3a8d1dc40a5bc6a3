import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

// Tests start many processes from source: what one of them has compiled, the next need not compile again. Most of the time that
// the platform and the command line take to start goes there.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  resolve: { conditions: ['hookline-source'] },
  ssr: { resolve: { conditions: ['hookline-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // These need the emulator: `npm run test:deployed`.
    exclude: [...configDefaults.exclude, 'test/deployed/**'],
    // Scenarios start the platform as a process, and wait for much of their time: two cores take three at a time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
  },
});
