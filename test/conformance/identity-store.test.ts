import { identityStoreSuite } from './identity-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('IdentityStore', identityStoreSuite);
