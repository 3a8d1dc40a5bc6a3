import { runOnBothHomes } from '../run-suite.ts';
import { workflowRunStoreSuite } from './workflow-run-store.ts';

runOnBothHomes('WorkflowRunStore', workflowRunStoreSuite);
