import { namespaceStoreSuite } from './namespace-store.ts';
import { runOnEmbeddedHome } from './run-suite.ts';

runOnEmbeddedHome('NamespaceStore', namespaceStoreSuite);
