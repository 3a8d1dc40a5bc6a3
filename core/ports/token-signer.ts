import type { PublicKey } from '../contract/token.ts';

/** Signs the tokens that requests of workflows carry, as one issuer and with one key, whose private half it shows to nobody. */
export interface TokenSigner {
  /** What `iss` says: the address under which others reach this platform, without a slash at its end. */
  readonly issuer: string;
  /**
   * @param claims of a JSON Web Token (RFC 7519), all of them.
   * @returns the token, signed by RS256; its header has `alg`, `kid` and `typ` (`JWT`).
   */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Those that tokens are verified with: of every token that was signed before, and of the next one. */
  publicKeys(): Promise<readonly PublicKey[]>;
}
