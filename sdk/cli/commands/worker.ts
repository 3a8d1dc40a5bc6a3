import type { AddCommand } from '../command-context.ts';
import { addListCommand } from './worker/list.ts';
import { addReceiptsCommand } from './worker/receipts.ts';
import { addSimulateCommand } from './worker/simulate.ts';

/** `hookline worker`: those who do the tasks of workflows outside of the platform. */
export const workerCommand: AddCommand = (program, io) => {
  const worker = program
    .command('worker')
    .description('Simulate workers, print their receipts, and list the kinds of tasks that want workers.');
  addSimulateCommand(worker, io);
  addReceiptsCommand(worker, io);
  addListCommand(worker, io);
};
