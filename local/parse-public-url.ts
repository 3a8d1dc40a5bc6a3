/**
 * The address under which others reach the platform, as the tokens of requests name it: `https://hooks.example.com`, without a slash at its
 * end.
 *
 * @throws when it is no URL of the web, or has a query, a fragment or a password.
 */
export function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && `${url.origin}${url.pathname}` === url.href) {
    return url.href.replace(/\/+$/, '');
  }
  throw new Error(
    `"${text}" is no address of the platform. Write it as others reach it: https://hooks.example.com`,
  );
}
