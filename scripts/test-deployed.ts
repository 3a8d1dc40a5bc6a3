import { spawnSync } from 'node:child_process';
import { EmulatorUnavailable, installEmulator } from '../test/deployed/install-emulator.ts';

/** The exit code when this machine cannot have the emulator: neither passed nor failed. */
const UNAVAILABLE = 3;

try {
  installEmulator();
} catch (error) {
  if (!(error instanceof EmulatorUnavailable)) throw error;
  console.error(`The deployed stack cannot be tested here. ${error.message}`);
  process.exit(UNAVAILABLE);
}
const { status } = spawnSync(
  'vitest',
  ['run', '--config', 'test/deployed/vitest.config.ts', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
