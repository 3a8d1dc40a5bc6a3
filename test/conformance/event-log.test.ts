import { eventLogSuite } from './event-log.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('EventLog', eventLogSuite);
