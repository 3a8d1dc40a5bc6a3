import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongOnesFirst } from './test/long-ones-first.ts';

// Tests start many processes from source: what one of them has compiled, the next need not compile again. Most of the time that
// the platform and the command line take to start goes there.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/** The functions of the stack read the environment when they are loaded: of these files, each has a process of its own. */
const alone = [
  'test/aws/{event-log,path-of-a-firing,workflow-functions}.test.ts',
  'test/conformance/aws-{event-,}faults.test.ts',
];

export default defineConfig({
  resolve: { conditions: ['hookline-source'] },
  ssr: { resolve: { conditions: ['hookline-source'] } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for may take its time on a machine that has other things to do.
    expect: { poll: { interval: 20, timeout: 20_000 } },
    // Scenarios start the platform as a process, and wait for some of their time: two cores take three at a time.
    maxWorkers: Math.max(3, availableParallelism()),
    setupFiles: ['test/leave-no-trace.ts'],
    sequence: { sequencer: LongOnesFirst },
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: alone, globalSetup: ['test/aws/once-for-all-stacks.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          // The other ones need the emulator: `npm run test:deployed`.
          exclude: [...configDefaults.exclude, ...alone, 'test/deployed/**'],
          // To start a process and to load the same modules for each file would take a third of the time of all tests.
          isolate: false,
        },
      },
    ],
  },
});
