/**
 * The event of an HTTP API with a path that is one of a URL: API Gateway hands the path over decoded, where `#` and `?` of a name
 * would end it. Other characters that URLs do not have are encoded by whoever makes a URL of it; what is encoded already stays.
 */
export function escapePath<Event extends { readonly rawPath: string }>(event: Event): Event {
  const rawPath = event.rawPath.replaceAll(/[#?]|%(?![0-9a-f]{2})/gi, encodeURIComponent);
  return { ...event, rawPath };
}
