import { runOnBothHomes } from '../run-suite.ts';
import { latchStoreSuite } from './latch-store.ts';

runOnBothHomes('LatchStore', latchStoreSuite);
