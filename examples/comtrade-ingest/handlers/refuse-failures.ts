import type { CtingressPayload } from '../payload.ts';

/**
 * Says in a sentence that all data sets were read.
 *
 * @throws {Error} when one was not; the message has each by name, with its error.
 */
export function refuseFailures({ DataSets, File }: CtingressPayload): string {
  const failed = DataSets.filter(({ Success }) => !Success);
  if (failed.length > 0) {
    const list = failed.map(({ Name, Error: error }) => `${Name} (${error})`).join('; ');
    throw new Error(`${failed.length} of ${DataSets.length} data sets in ${File} failed: ${list}`);
  }
  return `All ${DataSets.length} data sets in ${File} were read.`;
}
