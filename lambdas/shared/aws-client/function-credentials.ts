/**
 * Stands in for `@aws-sdk/credential-provider-node` in the functions' bundles (lib/shared/pipeline-function.ts). Lambda gives
 * a function its credentials in the environment, for as long as the environment lives; the SDK's own chain of nine other
 * sources (SSO, STS, IMDS, files …) would be a seventh of each bundle, and never be asked.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function defaultProvider() {
  return (): Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }> => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      return Promise.reject(
        new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing: Lambda sets both"),
      );
    }
    return Promise.resolve({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && sessionToken !== "" && { sessionToken }),
    });
  };
}
