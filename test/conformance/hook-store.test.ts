import { hookStoreSuite } from './hook-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('HookStore', hookStoreSuite);
