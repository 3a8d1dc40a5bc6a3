import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { TaskStart } from '../run/step-work.ts';

/** How long a token is good for, in seconds: a request takes thirty, and clocks differ. */
const LIFETIME_SECONDS = 5 * 60;

/** What a token says: by whom, of whom and for whom it is, since when and until when, and which step asks. */
export interface TokenClaims {
  readonly iss: string;
  /** The name of the user on whose behalf the run is carried out. */
  readonly sub: string;
  /** The only origin where it counts. */
  readonly aud: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly hookline_run: string;
  readonly hookline_step: string;
}

/** For `claims_supported`. */
export const claimNames = [
  'iss',
  'sub',
  'aud',
  'iat',
  'exp',
  'jti',
  'hookline_run',
  'hookline_step',
] as const satisfies readonly (keyof TokenClaims)[];

/**
 * The claims of a step's token: nothing that a user could write for another, and nothing that the input says. The workflow is not
 * among them, as an archive may name any.
 */
export function tokenClaims(
  {
    clock,
    ids,
    issuer,
  }: { readonly clock: Pick<Clock, 'now'>; readonly ids: Pick<Ids, 'next'>; readonly issuer: string },
  { run, step }: Pick<TaskStart, 'run' | 'step'>,
  origin: string,
): TokenClaims {
  const iat = Math.floor(clock.now() / 1000);
  return {
    iss: issuer,
    sub: run.owner,
    aud: origin,
    iat,
    exp: iat + LIFETIME_SECONDS,
    jti: ids.next(),
    hookline_run: run.runId,
    hookline_step: step.stepId,
  };
}
