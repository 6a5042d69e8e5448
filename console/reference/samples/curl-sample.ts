import { filledPath, type SampledRequest } from "./sampled-request.ts";

/**
 * The request for a POSIX shell.
 * @param api where the API is, without a slash at its end
 */
export function curlSample(request: SampledRequest, api: string): string {
  const { method, body, keyVariable } = request;
  const url = quoted(`${api}${filledPath(request)}`);
  return [
    method === "GET" ? `curl ${url}` : `curl -X ${method} ${url}`,
    ...(keyVariable === undefined ? [] : [`-H "authorization: Bearer $${keyVariable}"`]),
    ...(body === undefined
      ? []
      : [
          "-H 'content-type: application/json'",
          `-d ${quoted(JSON.stringify(body, undefined, 2))}`,
        ]),
  ].join(" \\\n  ");
}

/** A word of the shell in which nothing has a meaning. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
