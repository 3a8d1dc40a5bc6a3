import { runOnBothHomes } from './run-suite.ts';
import { taskWorkersSuite } from './task-workers.ts';

runOnBothHomes('Task workers', taskWorkersSuite);
