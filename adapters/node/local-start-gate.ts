import type { Clock } from '../../core/ports/clock.ts';
import type { PassedGate, StartGate } from '../../core/ports/start-gate.ts';

interface Group {
  /** Let through, and not begun. */
  onTheWay: number;
  /** When the newest began, oldest first: those within the period. */
  begun: number[];
  waiting: { count: number; periodMs: number; enter: () => void }[];
  cancelTimer: (() => void) | undefined;
}

/** Within one process, through which all runs of a machine begin. */
export function localStartGate(clock: Clock): StartGate {
  const groups = new Map<string, Group>();

  const letIn = (name: string, group: Group): void => {
    group.cancelTimer?.();
    group.cancelTimer = undefined;
    for (let next = group.waiting[0]; next !== undefined; next = group.waiting[0]) {
      const after = clock.now() - next.periodMs;
      while (group.begun[0] !== undefined && group.begun[0] <= after) group.begun.shift();
      if (group.onTheWay + group.begun.length >= next.count) break;
      group.onTheWay++;
      group.waiting.shift();
      next.enter();
    }
    const next = group.waiting[0];
    const oldest = group.begun[0];
    if (next !== undefined && oldest !== undefined) {
      const delayMs = oldest + next.periodMs - clock.now();
      group.cancelTimer = clock.schedule(delayMs, () => letIn(name, group));
    } else if (next === undefined && group.onTheWay === 0 && oldest === undefined) groups.delete(name);
  };

  return {
    pass({ group: name, count, periodMs }, signal) {
      const group = groups.get(name) ?? { onTheWay: 0, begun: [], waiting: [], cancelTimer: undefined };
      groups.set(name, group);
      return new Promise<PassedGate>((resolve) => {
        let isOnTheWay = false;
        const leave = (begun: boolean): void => {
          if (!isOnTheWay) return;
          isOnTheWay = false;
          group.onTheWay--;
          if (begun) group.begun.push(clock.now());
          letIn(name, group);
        };
        const place = {
          count,
          periodMs,
          enter: () => {
            isOnTheWay = true;
            signal.removeEventListener('abort', onAbort);
            resolve({ begun: () => leave(true), gone: () => leave(false) });
          },
        };
        const onAbort = (): void => {
          group.waiting = group.waiting.filter((other) => other !== place);
          resolve({ begun: () => {}, gone: () => {} });
          letIn(name, group);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        group.waiting.push(place);
        letIn(name, group);
      });
    },
  };
}
