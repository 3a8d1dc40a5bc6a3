import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { neededRights, type ResourceNames, type SdkRequest } from './needed-rights.ts';
import type { readFunctionRights } from './read-function-rights.ts';

type Handle = (request: SdkRequest, options?: unknown) => Promise<{ response: unknown }>;

/**
 * Refuses what the functions, which share this process, ask of AWS without a right that the template gives their roles. It puts
 * itself in place of the SDK's request handler, for every client of this process; what no function asks passes.
 *
 * @param handler one of them: they share their prototype.
 * @param allows whether the role of a function has a right.
 */
export function enforceRights(
  handler: object,
  names: ResourceNames,
  allows: Awaited<ReturnType<typeof readFunctionRights>>,
) {
  const acting = new AsyncLocalStorage<string>();
  const refused = new Set<string>();
  const prototype = Object.getPrototypeOf(handler) as { handle: Handle };
  const handle = prototype.handle;

  const enforcing: Handle = async function (this: unknown, request, options) {
    const name = acting.getStore();
    if (name === undefined) return handle.call(this, request, options);
    const missing = neededRights(request, names).filter((right) => !allows(name, right));
    if (missing.length === 0) return handle.call(this, request, options);
    for (const { action, resource } of missing) refused.add(`${name}: ${action} on ${resource}`);
    return { response: accessDenied(missing[0]!.action.startsWith('s3:')) };
  };
  prototype.handle = enforcing;

  return {
    /** Does something as a function, with its rights and no others. */
    as: <T>(name: string, work: () => T): T => acting.run(name, work),
    /** Ends it. Throws when something was refused: a function may have got over it, and the next call may not. */
    end(): void {
      if (prototype.handle === enforcing) prototype.handle = handle;
      if (refused.size > 0) throw new Error(`Rights that are missing:\n${[...refused].join('\n')}`);
    },
  };
}

/** What AWS answers, S3 in XML and the others in JSON. */
function accessDenied(inXml: boolean) {
  const code = inXml ? 'AccessDenied' : 'AccessDeniedException';
  const body = inXml
    ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Access Denied</Message></Error>`
    : JSON.stringify({ __type: code, message: 'Not authorized to perform this.' });
  return {
    statusCode: inXml ? 403 : 400,
    headers: { 'content-type': inXml ? 'application/xml' : 'application/json', 'x-amzn-errortype': code },
    body: Readable.from([Buffer.from(body)]),
  };
}
