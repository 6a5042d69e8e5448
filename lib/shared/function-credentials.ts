/**
 * Stands in for `@aws-sdk/credential-provider-node` in the functions' bundles (bundling.ts). Lambda
 * gives a function its credentials in the environment, for as long as the environment lives; the
 * SDK's own chain of nine other sources (SSO, STS, IMDS, files …) would be a seventh of each
 * bundle, and never be asked.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
