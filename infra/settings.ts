import { isIP } from 'node:net';
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
  /** What requests of workflows may reach beside public addresses, separated by commas: `10.1.0.0/16`; nothing when empty. */
  readonly allowNetworks: string;
  /** Base URLs of requests, as JSON: `{"test": {"lab": "https://lab.example.com/"}}`. */
  readonly urls: string;
  /** Whether requests of workflows may carry tokens: a key in KMS signs them, which costs a dollar a month; false unless said otherwise. */
  readonly tokens: boolean;
}

const EXAMPLE = 'npm run deploy -- --context mailFrom=hooks@example.com';

/**
 * Reads the settings from the context. Throws, with what to type instead, on an address that is none, on a
 * `deletionProtection` or `tokens` that is neither true nor false, on networks and base URLs that the functions could not read, and when `deploying` is true (`npm run deploy`) without `mailFrom`.
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
    allowNetworks: networks(node, 'allowNetworks'),
    urls: baseUrls(node, 'urls'),
    tokens: flag(node, 'tokens', false),
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

function networks(node: Node, name: string): string {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return '';
  const parts = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [];
  if (parts.length > 0 && parts.every(isNetwork)) return parts.join(',');
  throw new Error(
    `${name} is not a list of networks: ${JSON.stringify(value)}. Type: --context ${name}=10.1.0.0/16,fd00::/8`,
  );
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const size = { 4: 32, 6: 128 }[isIP(address)];
  if (size === undefined || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= size);
}

function baseUrls(node: Node, name: string): string {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return '{}';
  // A cdk.json may have it as it is.
  const urls: unknown = typeof value === 'string' ? parseJson(value) : value;
  const isCorrect =
    isRecord(urls) &&
    Object.values(urls).every((ofOne) => isRecord(ofOne) && Object.values(ofOne).every(isUrl));
  if (isCorrect) return JSON.stringify(urls);
  throw new Error(
    `${name} must be JSON of URLs by environ and category: ${JSON.stringify(value)}. Type: --context ${name}='{"test": {"lab": "https://lab.example.com/"}}'`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
