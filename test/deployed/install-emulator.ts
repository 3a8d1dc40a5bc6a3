import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The virtual environment, which Git ignores. */
export const environmentFolder = join(import.meta.dirname, '../../.venv-deployed');

const requirements = join(import.meta.dirname, 'requirements.txt');

/** Something that this machine lacks to run the emulator; `message` says what, and what to do. */
export class EmulatorUnavailable extends Error {}

/**
 * Installs MiniStack into a virtual environment of the project's own, unless it is there as `requirements.txt` wants it.
 *
 * @returns the virtual environment's Python.
 * @throws {EmulatorUnavailable} without openssl, Python 3.10 or newer, its venv module, or the package index.
 */
export function installEmulator(): string {
  const python = join(environmentFolder, 'bin', 'python3');
  const stamp = join(environmentFolder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  need(
    ['openssl', 'version'],
    'openssl is missing: it makes the certificate of the emulator. Install openssl.',
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;

  need(
    ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 10))'],
    'Python is missing, or older than 3.10. Install python3.',
  );
  need(
    // It makes no folder where a link to one stands.
    [
      'python3',
      '-m',
      'venv',
      existsSync(environmentFolder) ? realpathSync(environmentFolder) : environmentFolder,
    ],
    "Python's module venv is missing. Install it: on Debian and Ubuntu the package python3-venv.",
  );
  need(
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
    'The package ministack could not be installed. Is a Python package index within reach (pip config, PIP_INDEX_URL)?',
  );
  writeFileSync(stamp, wanted);
  return python;
}

function need([command, ...args]: string[], remedy: string): void {
  const { status, stderr } = spawnSync(command!, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new EmulatorUnavailable([remedy, stderr?.trim()].filter(Boolean).join('\n'));
}
