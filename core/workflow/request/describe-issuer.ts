import type { PublicKeySet, TokenIssuer } from '../../contract/token.ts';
import type { TokenSigner } from '../../ports/token-signer.ts';
import { declareProblem } from '../../problem.ts';
import { claimNames } from './token-claims.ts';

const tokensOff = declareProblem('tokens-off', {
  status: 404,
  title: 'Requests of workflows carry no tokens here',
});

interface Deps {
  readonly signer: TokenSigner | undefined;
}

/** By which keys the tokens of requests are verified; of interest to whoever receives one. Throws `tokens-off`. */
export async function listPublicKeys(deps: Deps): Promise<PublicKeySet> {
  return { keys: [...(await required(deps).publicKeys())] };
}

/** Where the keys are, and what tokens have, as programs look for it that trust an issuer. Throws `tokens-off`. */
export function describeIssuer(deps: Deps): TokenIssuer {
  const { issuer } = required(deps);
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    // The specification wants these: a token is what it calls an ID token, and says the same of a user to everybody.
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: [...claimNames],
  };
}

function required({ signer }: Deps): TokenSigner {
  if (signer === undefined) throw tokensOff('The operator has not turned the tokens of requests on.');
  return signer;
}
