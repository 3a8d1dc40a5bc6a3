import { runItemsSuite } from './run-items.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('RunControl, items and cancelling', runItemsSuite);
