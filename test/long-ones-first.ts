import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The folders whose files take long, the longest first; units, which take no time, come last. */
const folders = ['/test/scenarios/', '/test/aws/', '/test/conformance/', '/test/infra/'];

/**
 * What takes long is begun first, so that no worker is left with it at the end. How long each file took is known only where the
 * tests have run before; elsewhere the folder tells.
 */
export class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  if (project.config.isolate) return -1;
  const index = folders.findIndex((folder) => moduleId.includes(folder));
  return index === -1 ? folders.length : index;
}
