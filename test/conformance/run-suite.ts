import { afterAll, beforeAll, describe } from 'vitest';
import { awsHome, embeddedHome, type Stores } from './homes.ts';

/** Runs one suite of a storage port on both homes; `open` gives each test empty stores. */
export function runOnBothHomes(port: string, suite: (open: () => Promise<Stores>) => void): void {
  describe.each([awsHome(), embeddedHome()])(`${port}, $name`, (home) => {
    beforeAll(() => home.start());
    afterAll(() => home.stop());
    suite(() => home.open());
  });
}
