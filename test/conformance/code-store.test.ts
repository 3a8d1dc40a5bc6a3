import { codeStoreSuite } from './code-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('CodeStore', codeStoreSuite);
