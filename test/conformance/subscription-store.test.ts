import { runOnEmbeddedHome } from './run-suite.ts';
import { subscriptionStoreSuite } from './subscription-store.ts';

runOnEmbeddedHome('SubscriptionStore', subscriptionStoreSuite);
