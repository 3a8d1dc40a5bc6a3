import { eventLogSuite } from './event-log.ts';
import { runOnEmbeddedHome } from './run-suite.ts';

runOnEmbeddedHome('EventLog', eventLogSuite);
