import type { Clock } from '../../core/ports/clock.ts';
import type { RunKey } from '../../core/ports/firing-store.ts';
import type { LiveOutput, OutputChunk } from '../../core/ports/live-output.ts';

/** Runs whose output is kept at hand: those that printed last. */
const REMEMBERED_RUNS = 1000;

/** What is kept of one run, in characters; the oldest goes first. */
const REMEMBERED_LENGTH = 512 * 1024;

interface Printed {
  chunks: OutputChunk[];
  length: number;
  /** The place of the first chunk. */
  first: number;
  waiters: Set<() => void>;
}

/** What runs print, in memory. */
export function memoryOutput(clock: Clock): LiveOutput {
  const byRun = new Map<string, Printed>();

  const printedBy = ({ firingId, handlerId }: RunKey): Printed => {
    const id = `${firingId}-${handlerId}`;
    const printed = byRun.get(id) ?? { chunks: [], length: 0, first: 1, waiters: new Set() };
    // The newest last: the first of the map is the one to forget.
    byRun.delete(id);
    byRun.set(id, printed);
    if (byRun.size > REMEMBERED_RUNS) byRun.delete(byRun.keys().next().value!);
    return printed;
  };

  return {
    add(key, attempt, text) {
      const printed = printedBy(key);
      printed.chunks.push({ item: key.item ?? null, attempt, text });
      printed.length += text.length;
      while (printed.length > REMEMBERED_LENGTH && printed.chunks.length > 1) {
        printed.length -= printed.chunks.shift()!.text.length;
        printed.first++;
      }
      for (const wake of printed.waiters) wake();
    },
    ended({ firingId, handlerId }) {
      for (const wake of byRun.get(`${firingId}-${handlerId}`)?.waiters ?? []) wake();
    },
    async read(key, after, waitMs, signal) {
      const printed = printedBy(key);
      const end = (): number => printed.first + printed.chunks.length - 1;
      if (end() <= after && waitMs > 0 && signal?.aborted !== true) {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            printed.waiters.delete(wake);
            signal?.removeEventListener('abort', wake);
            cancel();
            resolve();
          };
          const cancel = clock.schedule(waitMs, wake);
          printed.waiters.add(wake);
          signal?.addEventListener('abort', wake);
        });
      }
      return {
        chunks: printed.chunks.slice(Math.max(0, after + 1 - printed.first)),
        next: Math.max(after, end()),
      };
    },
  };
}
