import { CfnParameter, type Stack } from 'aws-cdk-lib';
import type { Node } from 'constructs';

/** What whoever deploys may say, each as `--context NAME=VALUE`. */
export interface Settings {
  /** The address that e-mails come from, verified in SES; undefined when it is not known at synthesis. */
  readonly mailFrom: string | undefined;
  /** Gets the alarms by e-mail, after confirming it; nobody when undefined. */
  readonly alarmEmail: string | undefined;
  /** Whether DynamoDB refuses to delete the tables; true unless said otherwise. */
  readonly deletionProtection: boolean;
}

const EXAMPLE = 'npm run deploy -- --context mailFrom=hooks@example.com';

/**
 * Reads the settings from the context. Throws, with what to type instead, on an address that is none, on a
 * `deletionProtection` that is neither true nor false, and when `deploying` is true (`npm run deploy`) without `mailFrom`.
 */
export function readSettings(node: Node): Settings {
  const mailFrom = address(node, 'mailFrom');
  if (mailFrom === undefined && flag(node, 'deploying', false)) {
    throw new Error(
      `mailFrom is missing: the address that Hookline's e-mails come from. SES sends a link to it, to verify it. Type: ${EXAMPLE}`,
    );
  }
  return {
    mailFrom,
    alarmEmail: address(node, 'alarmEmail'),
    deletionProtection: flag(node, 'deletionProtection', true),
  };
}

/** The sender as the template knows it: the setting, or a parameter without a default, so that nothing deploys without. */
export function senderOf(stack: Stack, settings: Settings): string {
  if (settings.mailFrom !== undefined) return settings.mailFrom;
  return new CfnParameter(stack, 'MailFrom', {
    description: `The address that Hookline's e-mails come from. Better: ${EXAMPLE}`,
    allowedPattern: '^[^@\\s]+@[^@\\s]+$',
    constraintDescription: `must be an e-mail address: ${EXAMPLE}`,
  }).valueAsString;
}

function address(node: Node, name: string): string | undefined {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && /^[^@\s<>"]+@[^@\s<>"]+$/.test(value)) return value;
  throw new Error(
    `${name} is not an e-mail address: ${JSON.stringify(value)}. Type: --context ${name}=hooks@example.com`,
  );
}

function flag(node: Node, name: string, fallback: boolean): boolean {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined) return fallback;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Error(
    `${name} is neither true nor false: ${JSON.stringify(value)}. Type: --context ${name}=${fallback}`,
  );
}
