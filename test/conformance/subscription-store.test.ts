import { runOnBothHomes } from './run-suite.ts';
import { subscriptionStoreSuite } from './subscription-store.ts';

runOnBothHomes('SubscriptionStore', subscriptionStoreSuite);
