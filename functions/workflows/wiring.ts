import { cachedIdentities } from '../../adapters/aws/cache/cached-identities.ts';
import { findHolder } from '../../adapters/aws/dynamodb/firings/find-holder.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { pollRuns } from '../../adapters/aws/poll-runs.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { WorkKey } from '../../core/ports/firing-store.ts';
import { ownFunctionName, readEnv, stepFunctionEnv, storageEnv } from '../env.ts';
import { KEEP_MS, openRegistry } from '../wiring.ts';
import { openWorkflows } from './open-workflows.ts';

/** For `workflows`: what carries them out, and what it takes to know who asks. */
export function wireWorkflows() {
  const registry = openRegistry();
  const firings = { client: registry.client, name: readEnv(storageEnv).FIRINGS_TABLE };
  const { deps, registered, archives, tasks, events } = openWorkflows(readEnv(stepFunctionEnv).STEP_FUNCTION);
  return {
    ...deps,
    workflows: registered,
    archives,
    watch: pollRuns(systemClock),
    tasks,
    events,
    random: Math.random,
    clock: systemClock,
    firings: { holder: (key: WorkKey) => findHolder(firings, key) },
    identities: cachedIdentities(dynamodbIdentityStore(registry), systemClock, KEEP_MS),
    onInternalError: (error: unknown) => console.error('A request failed.', error),
  };
}

/** For `step`. */
export function wireStep() {
  return openWorkflows(ownFunctionName());
}
