import { spawnSync } from 'node:child_process';

const EVERY_MS = 500;

/** Watches the resident memory of a process and its children together; `stop` gives the peak, in MiB. */
export function watchMemory(pid: number): { stop(): number } {
  let peakMiB = 0;
  const look = (): void => {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    const kib = rows.reduce(
      (sum, [own, parent, rss = 0]) => sum + (own === pid || parent === pid ? rss : 0),
      0,
    );
    peakMiB = Math.max(peakMiB, Math.round(kib / 1024));
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      look();
      clearInterval(timer);
      return peakMiB;
    },
  };
}
