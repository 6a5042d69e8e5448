/**
 * What to do about credentials that are missing, or that AWS refuses.
 * @param error of AWS, or of getting there
 * @returns `undefined` for any other error
 */
export function explainCredentials({
  name,
  message,
}: Pick<Error, "name" | "message">): string | undefined {
  if (/^(?:CredentialsProviderError|TokenProviderError)$/u.test(name)) {
    return `no AWS credentials were found (${message}): aws sso login, or aws configure, or export AWS_PROFILE=…`;
  }
  return REFUSED.test(name)
    ? `AWS refuses the credentials (${message}): renew them (aws sso login)`
    : undefined;
}

/**
 * The names that services have for it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const REFUSED =
  /^(?:ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|SignatureDoesNotMatch|AuthFailure|IncompleteSignature)/u;
