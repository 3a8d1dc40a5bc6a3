import { runOnBothHomes } from '../run-suite.ts';
import { workflowStoreSuite } from './workflow-store.ts';

runOnBothHomes('WorkflowStore', workflowStoreSuite);
