import { runOnBothHomes } from '../run-suite.ts';
import { ruleStoreSuite } from './rule-store.ts';

runOnBothHomes('WorkflowRuleStore', ruleStoreSuite);
