import { namespaceStoreSuite } from './namespace-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('NamespaceStore', namespaceStoreSuite);
