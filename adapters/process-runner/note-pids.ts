import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Remembers on disk which processes run, so that those of a killed platform can be found. */
export interface PidNotes {
  note(pid: number): void;
  forget(pid: number): void;
}

/**
 * Kills the processes that an earlier platform noted in this directory and left running, and takes notes from now
 * on. (An idle runner process ends when its platform does; one in an endless loop notices nothing.)
 *
 * @param directory holds a file for each process, named by its pid.
 * @param mark stands on the command line of each process; a pid that now belongs to something else has another.
 */
export function openPidNotes(directory: string, mark: string): PidNotes {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) {
    const pid = Number(name);
    const file = join(directory, name);
    if (Number.isSafeInteger(pid) && pid > 1 && isRunner(pid, readFileSync(file, 'utf8'))) kill(pid);
    rmSync(file, { force: true });
  }
  return {
    note(pid) {
      try {
        writeFileSync(join(directory, String(pid)), mark);
      } catch {
        // A full disk must not keep code from running; an orphan is the lesser evil.
      }
    },
    forget(pid) {
      rmSync(join(directory, String(pid)), { force: true });
    },
  };
}

function isRunner(pid: number, mark: string): boolean {
  return mark.length > 0 && commandLine(pid).includes(mark);
}

/** Empty when there is no such process. */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
