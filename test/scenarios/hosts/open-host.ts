import { embeddedHost } from './embedded-host.ts';
import type { Host } from './host.ts';

/** Which home the scenarios run on: `npm test` runs them on the embedded one, `npm run test:deployed` on AWS's. */
const kind: Host['kind'] = process.env.HOOKLINE_HOST === 'deployed' ? 'deployed' : 'embedded';

/**
 * An empty platform of the home that is tested.
 *
 * @param options.args of `hookline start`; the deployed stack has its settings in `test/deployed/global-setup.ts`.
 */
export async function openHost(options: { args?: readonly string[] } = {}): Promise<Host> {
  if (kind === 'embedded') return embeddedHost(options);
  // Only when needed: the embedded scenarios run without the AWS SDK.
  const { deployedHost } = await import('./deployed-host.ts');
  return deployedHost();
}

/** True when this is the deployed home, and then says why the scenario is left out: for `skipIf`. */
export function cannotRunDeployed(reason: string): boolean {
  if (kind === 'deployed') console.log(`Left out on the deployed home: ${reason}`);
  return kind === 'deployed';
}

/** True when this is the embedded home, which lacks what the scenario is about: for `skipIf`. */
export function cannotRunEmbedded(_reason: string): boolean {
  return kind === 'embedded';
}
