import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleFunctions } from './bundle-functions.ts';
import { type FunctionName, type TrustedFunction, trustedFunctions } from './defaults.ts';
import { addRunner } from './runner.ts';
import { addTrustedFunction } from './trusted-function.ts';

export type Functions = Readonly<Record<FunctionName, LambdaFunction>>;

/** Every function, without what it is told and may do: `connect.ts` adds that. */
export function addFunctions(parent: Construct): Functions {
  const scope = new Construct(parent, 'Functions');
  const code = bundleFunctions(scope);
  const trusted = Object.fromEntries(
    trustedFunctions.map((name) => [name, addTrustedFunction(scope, name, code(name))]),
  ) as Record<TrustedFunction, LambdaFunction>;
  return { ...trusted, runner: addRunner(scope, code('runner')) };
}
