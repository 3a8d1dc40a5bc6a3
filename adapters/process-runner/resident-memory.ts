import { readFileSync } from 'node:fs';

/**
 * The resident memory of a process in bytes (proc_pid_status(5), `VmRSS`); 0 where it cannot be known. It shows what
 * V8's heap limit does not cover: Buffers, and memory of native code.
 */
export function residentBytes(pid: number | undefined): number {
  try {
    const [, kibibytes] = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
