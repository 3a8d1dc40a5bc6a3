import { handlerStoreSuite } from './handler-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('HandlerStore', handlerStoreSuite);
