import { runOnBothHomes } from '../run-suite.ts';
import { eventWaitsSuite } from './event-waits.ts';

runOnBothHomes('EventWaits', eventWaitsSuite);
