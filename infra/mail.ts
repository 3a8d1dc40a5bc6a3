import { Stack } from 'aws-cdk-lib';
import { ConfigurationSet, EmailIdentity, Identity, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

export interface Mail {
  /** The sender's address. */
  readonly from: string;
  readonly identity: EmailIdentity;
  readonly configurationSet: ConfigurationSet;
  readonly configurationSetArn: string;
}

/**
 * The sender in SES, which mails a link to the address before it may be used; and the configuration set that every
 * e-mail goes through. Addresses that bounced or complained are not mailed again.
 */
export function addMail(parent: Construct, from: string): Mail {
  const scope = new Construct(parent, 'Mail');
  const configurationSet = new ConfigurationSet(scope, 'ConfigurationSet', {
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
  const identity = new EmailIdentity(scope, 'Sender', { identity: Identity.email(from), configurationSet });
  const configurationSetArn = Stack.of(scope).formatArn({
    service: 'ses',
    resource: 'configuration-set',
    resourceName: configurationSet.configurationSetName,
  });
  return { from, identity, configurationSet, configurationSetArn };
}
