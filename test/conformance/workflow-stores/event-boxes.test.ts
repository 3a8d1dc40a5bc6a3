import { runOnBothHomes } from '../run-suite.ts';
import { eventBoxesSuite } from './event-boxes.ts';

runOnBothHomes('EventBoxes', eventBoxesSuite);
