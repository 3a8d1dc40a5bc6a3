import * as z from 'zod';

/** The public half of the key that tokens are signed with (RFC 7517). */
export const publicKeySchema = z
  .object({
    kty: z.literal('RSA'),
    use: z.literal('sig'),
    alg: z.literal('RS256'),
    kid: z.string().meta({ description: 'Which key it is: what the header of a token names.' }),
    n: z.string(),
    e: z.string(),
  })
  .meta({ id: 'PublicKey' });

export const publicKeySetSchema = z.object({ keys: z.array(publicKeySchema) }).meta({ id: 'PublicKeySet' });

/** What programs that trust an issuer look for first (OpenID Connect Discovery 1.0). */
export const tokenIssuerSchema = z
  .object({
    issuer: z.string().meta({ description: 'What `iss` says in each token.' }),
    jwks_uri: z.string().meta({ description: 'Where the public keys are.' }),
    response_types_supported: z.array(z.string()),
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()),
    claims_supported: z.array(z.string()),
  })
  .meta({ id: 'TokenIssuer' });

export type PublicKey = z.infer<typeof publicKeySchema>;
export type PublicKeySet = z.infer<typeof publicKeySetSchema>;
export type TokenIssuer = z.infer<typeof tokenIssuerSchema>;
