import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * The key that signs the tokens of requests, where that is turned on. Its private half never leaves KMS. It goes with the stack, and when tokens
 * are turned off: what it has signed counts for five minutes.
 */
export function addTokenKey(scope: Construct, settings: { readonly tokens: boolean }): IKey | undefined {
  if (!settings.tokens) return undefined;
  return new Key(scope, 'TokenKey', {
    description: 'Signs the tokens that requests of workflows carry',
    keySpec: KeySpec.RSA_2048,
    keyUsage: KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
  });
}
