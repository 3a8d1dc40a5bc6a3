import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { FunctionName } from './defaults.ts';
import { addRunner } from './runner.ts';
import { addTrustedFunction } from './trusted-function.ts';

export type Functions = Readonly<Record<FunctionName, NodejsFunction>>;

/** Every function, without what it is told and may do: `connect.ts` adds that. */
export function addFunctions(parent: Construct): Functions {
  const scope = new Construct(parent, 'Functions');
  return {
    accept: addTrustedFunction(scope, 'accept', 'firing/accept'),
    plan: addTrustedFunction(scope, 'plan', 'firing/plan'),
    invoke: addTrustedFunction(scope, 'invoke', 'firing/invoke'),
    settle: addTrustedFunction(scope, 'settle', 'firing/settle'),
    notify: addTrustedFunction(scope, 'notify', 'firing/notify'),
    finish: addTrustedFunction(scope, 'finish', 'firing/finish'),
    api: addTrustedFunction(scope, 'api', 'api'),
    deliver: addTrustedFunction(scope, 'deliver', 'mail/deliver'),
    bootstrap: addTrustedFunction(scope, 'bootstrap', 'bootstrap'),
    events: addTrustedFunction(scope, 'events', 'events'),
    socket: addTrustedFunction(scope, 'socket', 'events/socket'),
    publish: addTrustedFunction(scope, 'publish', 'events/publish'),
    trigger: addTrustedFunction(scope, 'trigger', 'events/trigger'),
    record: addTrustedFunction(scope, 'record', 'events/record'),
    runner: addRunner(scope),
  };
}
