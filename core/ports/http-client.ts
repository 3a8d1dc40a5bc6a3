export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded by the charset that the answer names, else as UTF-8. */
  readonly body: string;
}

/**
 * Makes HTTP requests that users wrote: to `http:` and `https:` only, and to no address inside the network but those that the operator
 * allows, whatever a name resolves to at the moment of the connection. Redirects are followed, five at most, each under the same
 * rules; as browsers do, a POST becomes a GET by 301, 302 and 303, and another origin does not get `authorization`. No request is made
 * again.
 */
export interface HttpClient {
  /**
   * Any status is an answer.
   *
   * @throws {HttpRequestFailed} when there is none within 30 seconds, when it is larger than `limits.payloadBytes`, and when the address
   * is refused.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** There is no answer; the message says why, and names no address of the network. */
export class HttpRequestFailed extends Error {
  override readonly name = 'HttpRequestFailed';
}
