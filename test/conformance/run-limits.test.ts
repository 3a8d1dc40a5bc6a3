import { runLimitsSuite } from './run-limits.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('RunLimits', runLimitsSuite);
