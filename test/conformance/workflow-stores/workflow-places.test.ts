import { runOnBothHomes } from '../run-suite.ts';
import { workflowPlacesSuite } from './workflow-places.ts';

runOnBothHomes('WorkflowPlaces', workflowPlacesSuite);
