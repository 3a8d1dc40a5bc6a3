import type { Run } from '../contract/firing.ts';
import type { Progress } from '../ports/firing-store.ts';

type Attempt = Run['attempts'][number];

/**
 * Every attempt in order: the earlier ones as recorded, the newest from the run itself. Of an attempt that the platform
 * vanished with there is no record; its number tells of it.
 */
export function presentAttempts(run: Progress): Attempt[] {
  const recorded = new Map(run.attempts.map((attempt) => [attempt.number, attempt]));
  return Array.from({ length: run.attempt }, (_, index): Attempt => {
    const number = index + 1;
    const earlier = recorded.get(number);
    if (earlier !== undefined) {
      const { error, output } = earlier.outcome;
      return {
        number,
        startedAt: iso(earlier.startedAt),
        endedAt: iso(earlier.endedAt),
        error: {
          name: error.name,
          message: error.message,
          ...(error.stack !== undefined && { stack: error.stack }),
        },
        output,
        nextAt: iso(earlier.nextAt),
      };
    }
    if (number < run.attempt) return { ...vanished, number };
    return {
      number,
      startedAt: iso(run.startedAt),
      endedAt: run.endedAt === null ? null : iso(run.endedAt),
      error:
        run.outcome?.ok === false
          ? { name: run.outcome.error.name, message: run.outcome.error.message }
          : null,
      output: run.outcome?.output ?? '',
      nextAt: null,
    };
  });
}

const vanished = {
  startedAt: null,
  endedAt: null,
  error: { name: 'RunnerLost', message: 'The platform stopped while the attempt went on.' },
  output: '',
  nextAt: null,
};

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
