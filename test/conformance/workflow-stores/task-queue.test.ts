import { runOnBothHomes } from '../run-suite.ts';
import { taskQueueSuite } from './task-queue.ts';

runOnBothHomes('TaskQueue', taskQueueSuite);
