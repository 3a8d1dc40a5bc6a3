import { pathPart } from '../../path-part.ts';

export interface OwnerOptions {
  /** The name of the user whose it is; the user of the API key unless given. For admins and viewers. */
  readonly owner?: string | undefined;
}

/** @internal */
export function ownerQuery({ owner }: OwnerOptions): URLSearchParams {
  return new URLSearchParams(owner === undefined ? {} : { owner });
}

/** @internal `/v1/workflow-runs/ID`, and what is behind it. */
export function runPath(id: string, ...parts: readonly string[]): string {
  return ['/v1/workflow-runs', pathPart(id, 'id'), ...parts].join('/');
}
