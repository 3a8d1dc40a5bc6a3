import { readFileSync } from 'node:fs';

/** Ticks a second in which Linux tells CPU time to processes, on all of its architectures. */
const TICKS = 100;

/** CPU time of a process so far, its own and the system's for it, in milliseconds (Linux). */
export function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses, the second field, may have blanks in it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** Resident memory of a process, in MiB (Linux). */
export function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return Math.round(Number(kib) / 1024);
}
