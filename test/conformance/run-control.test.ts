import { runControlSuite } from './run-control.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('RunControl', runControlSuite);
