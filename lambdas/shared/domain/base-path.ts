/**
 * A path without the base path of a custom domain. The gateway leaves that in the path
 * (`/ringback/webhooks` for `/webhooks`) and does not say what it is, so it has to be known:
 * guessed, `/acme/signing-keys/…` would be read as the route `/signing-keys/…`, which is another
 * one than its caller means. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
 *
 * @param domainName of the request
 * @param apiHosts the custom domains, each with the base path it has, if any:
 *   `api.example.com/ringback`
 */
export function withoutBasePath(
  path: string,
  domainName: string,
  apiHosts: readonly string[],
): string {
  const base = basePathsOf(domainName, apiHosts)
    .toSorted((a, b) => b.length - a.length) // as the gateway chooses a mapping: the longest
    .find((one) => path.startsWith(`${one}/`));
  return base === undefined ? path : path.slice(base.length);
}

function basePathsOf(domainName: string, apiHosts: readonly string[]): string[] {
  return apiHosts.flatMap((entry) => {
    const slash = entry.indexOf("/");
    return slash !== -1 && hostnameOf(entry) === hostnameOf(domainName) ? [entry.slice(slash)] : [];
  });
}

/** As the URL parser writes it: in small letters, IDN as ASCII, without its port. */
function hostnameOf(authority: string): string | undefined {
  return URL.parse(`https://${authority}`)?.hostname;
}
