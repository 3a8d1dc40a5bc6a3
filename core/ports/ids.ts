/** Randomness, injected so that tests are repeatable. */
export interface Ids {
  /** A new opaque id: 128 random bits (nearly) as 22 characters of base64url, the first no hyphen. */
  next(): string;
  /** A new secret: 256 random bits as 43 characters of base64url. */
  secret(): string;
}
