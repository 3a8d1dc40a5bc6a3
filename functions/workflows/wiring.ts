import { SQSClient } from '@aws-sdk/client-sqs';
import { cachedIdentities } from '../../adapters/aws/cache/cached-identities.ts';
import { findHolder } from '../../adapters/aws/dynamodb/firings/find-holder.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { pollRuns } from '../../adapters/aws/poll-runs.ts';
import type { Message } from '../../adapters/aws/sqs/consume-batch.ts';
import { postpone } from '../../adapters/aws/sqs/postpone.ts';
import { sqsWakeQueue } from '../../adapters/aws/sqs/wake-queue.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { WorkKey } from '../../core/ports/firing-store.ts';
import { actOnEvent } from '../../core/workflow/rules/act-on-event.ts';
import { announcedRules } from '../../core/workflow/rules/announced-rules.ts';
import type { RuleActions } from '../../core/workflow/rules/catch-up-rule.ts';
import { tellAgain } from '../../core/workflow/run/tell-again.ts';
import { ownFunctionName, readEnv, stepFunctionEnv, storageEnv, wakeQueueEnv } from '../env.ts';
import { impatient, KEEP_MS, openRegistry } from '../wiring.ts';
import { openWorkflows } from './open-workflows.ts';

/** For `workflows`: what carries them out, and what it takes to know who asks. */
export function wireWorkflows() {
  const registry = openRegistry();
  const firings = { client: registry.client, name: readEnv(storageEnv).FIRINGS_TABLE };
  const opened = openWorkflows(readEnv(stepFunctionEnv).STEP_FUNCTION);
  const { deps, registered, archives, tasks, events, waits } = opened;
  const wake = sqsWakeQueue(new SQSClient(impatient), readEnv(wakeQueueEnv).WAKE_QUEUE_URL);
  return {
    ...waits,
    ...deps,
    workflows: registered,
    archives,
    signer: opened.signer,
    watch: pollRuns(systemClock),
    rules: announcedRules(opened.rules, {
      marked: opened.markRules,
      wake: ({ tenantId, name }) => wake([{ rule: { tenantId, name }, cause: `change ${deps.ids.next()}` }]),
    }),
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

/** For `wake`. */
export function wireWake() {
  const { deps, events, waits, rules } = openWorkflows(readEnv(stepFunctionEnv).STEP_FUNCTION);
  const { clock, expressions } = deps;
  const sqs = new SQSClient(impatient);
  const queueUrl = readEnv(wakeQueueEnv).WAKE_QUEUE_URL;
  return {
    tellAgain: (key: Parameters<typeof tellAgain>[1]) => tellAgain(deps, key),
    atOnce: ({ receiptHandle }: Message) => postpone(sqs, queueUrl, receiptHandle, 0),
    events,
    waits,
    rules: {
      rules,
      events,
      expressions,
      clock,
      act: (...what: Parameters<RuleActions>) => actOnEvent(deps, ...what),
    },
  };
}
