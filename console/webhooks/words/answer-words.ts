/** What a receiver said, or why it said nothing. */
export interface Answer {
  readonly status?: number | undefined;
  readonly error?: { readonly code: string; readonly message?: string } | undefined;
}

/** What came back in words, and what to do about it: docs/nothing-arrived.md, "Attempts failed". */
export interface AnswerWords {
  readonly said: string;
  readonly todo?: string;
}

/** The failures of an attempt, as docs/words.md has them. */
const FAILURES: Readonly<Record<string, AnswerWords>> = {
  timeout: {
    said: "no whole answer in time",
    todo: "Answer first, work afterwards. The time counts from the lookup of the name to the end of the answer.",
  },
  dns: {
    said: "its name has no address",
    todo: "Look the name up as seen from the internet.",
  },
  connect: {
    said: "no connection to its port",
    todo: "Check the port as seen from the internet: a firewall has to let AWS Lambda's addresses in, which are not fixed.",
  },
  tls: {
    said: "no trusted TLS connection",
    todo: "The certificate is expired, for another name, or lacks its intermediate certificates: openssl s_client -connect host:443 -servername host shows which.",
  },
  connection_lost: {
    said: "the connection ended before the answer did",
    todo: "It may have seen the request: look into its log, and at proxies before it.",
  },
  refused_destination: {
    said: "Ringback does not send to this address",
    todo: "Private and local addresses are refused, and so is Ringback's own API: give the webhook a public one.",
  },
  bad_response: {
    said: "what came back is not HTTP/1.1",
    todo: "Check that a web server listens on this port.",
  },
  token: {
    said: "the token endpoint gave no token",
    todo: "Check token_url, client_id and client_secret of the webhook.",
  },
  bad_configuration: {
    said: "the request could not be built",
    todo: "Give the webhook its secrets again: one of them cannot be read.",
  },
};

/** Statuses that have a usual cause. */
const STATUSES: Readonly<Record<number, string>> = {
  400: "Look into the receiver's log for what it does not like of the request.",
  401: "Compare the webhook's authentication with what the receiver expects, and its signature check with Verify: it has to take the raw body.",
  403: "Compare the webhook's authentication with what the receiver expects, and its signature check with Verify: it has to take the raw body.",
  404: "Check the path of the webhook's endpoint.",
  405: "Check the path of the webhook's endpoint: what is there takes no POST.",
  410: "The webhook is gone now: enable it once the receiver is there again.",
  413: "Raise the limit for bodies of the receiver, or of a proxy before it.",
  415: "Change config.content_type to a type that the receiver takes.",
  429: "Nothing, if it gets better by itself: it is tried again, and retry-after is kept to. Or give the webhook a rate_limit.",
};

/** What came back in words, and what there is to do. */
export function answerWords({ status, error }: Answer): AnswerWords {
  if (error !== undefined) {
    const { code, message } = error;
    const { said, ...rest } = FAILURES[code] ?? { said: code };
    const after = status === undefined ? "" : ` (after status ${status})`;
    return { said: `${said}${after}${message === undefined ? "" : `: ${message}`}`, ...rest };
  }
  if (status === undefined) return { said: "nothing" };
  const said = `status ${status}`;
  if (status >= 200 && status < 300) return { said };
  const todo = STATUSES[status] ?? todoOfClass(status);
  return todo === undefined ? { said } : { said, todo };
}

function todoOfClass(status: number): string | undefined {
  if (status >= 500) return "Look into the receiver's log. It is tried again by itself.";
  if (status < 400)
    return "Redirects are not followed: give the webhook the address that is meant.";
  return undefined;
}

/** The words of `last_outcome` of a delivery: a status, or the name of a failure. */
export function outcomeWords(outcome: string): AnswerWords {
  return /^\d+$/u.test(outcome)
    ? answerWords({ status: Number(outcome) })
    : answerWords({ error: { code: outcome } });
}
