import { mailStoreSuite } from './mail-store.ts';
import { runOnBothHomes } from './run-suite.ts';

runOnBothHomes('MailStore', mailStoreSuite);
