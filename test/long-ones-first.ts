import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each of these takes longer than most folders do. */
const longest = /\/(events-crash|workflow-crash|crash|interrupted-runs|event-log-senders)\.test\.ts$/;

/**
 * What takes long is begun first, so that no worker is left with it at the end: units, which take no time, come last. Scenarios,
 * which wait for processes for much of their time, come between what calculates all the time, so that the cores have something to
 * do. How long each file took is known only where the tests have run before.
 */
export class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const shared = sorted.filter((file) => !isAlone(file));
    const take = (belongs: (path: string) => boolean) => shared.filter(({ moduleId }) => belongs(moduleId));
    const isLong = (path: string) => longest.test(path);
    const isScenario = (path: string) => path.includes('/test/scenarios/');
    const isUnit = (path: string) => path.includes('/test/unit/');
    return [
      // A process that is not shared ends the sharing: those come before all the others.
      ...sorted.filter(isAlone),
      ...take(isLong),
      ...alternating(
        take((path) => isScenario(path) && !isLong(path)),
        take((path) => !isScenario(path) && !isUnit(path) && !isLong(path)),
      ),
      ...take(isUnit),
    ];
  }
}

function isAlone({ project }: TestSpecification): boolean {
  return project.config.isolate;
}

function alternating<T>(some: readonly T[], others: readonly T[]): T[] {
  const most = Math.max(some.length, others.length);
  return Array.from({ length: most }, (_, at) => [some[at], others[at]])
    .flat()
    .filter((one) => one !== undefined);
}
