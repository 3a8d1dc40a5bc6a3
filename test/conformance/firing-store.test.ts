import { firingStoreSuite } from './firing-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('FiringStore', firingStoreSuite);
