// Microsoft Graph v1.0: learn.microsoft.com/graph/api/mailfolder-get and /graph/errors. Asked at Microsoft's addresses, and
// at one that somebody typed through the guard; a token goes nowhere else.
import { SyncError, type SyncErrorCode } from "../../base/sync-error.ts";
import type { Graph } from "../../engine/ports/mail.ts";
import { plain } from "../net/connection-error.ts";
import { type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { serviceFetch } from "../oauth/service-fetch.ts";

const ERROR_LENGTH_MAX = 10_000;
const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

export function createGraphClient(options: NetworkOptions): Graph {
  const network = networkOf(options);
  return {
    async openInbox({ url, guarded }, token, signal) {
      const { protocol, hostname } = new URL(url);
      if (protocol !== "https:" && !LOOPBACK.includes(hostname))
        throw failure("tlsMissing", "Graph needs https");
      const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
      let response: Response;
      try {
        const inbox = new URL(`${url}/v1.0/me/mailFolders/inbox?$select=id`);
        response = await serviceFetch(guarded, network)(inbox, { headers, signal });
      } catch (error) {
        throw new SyncError("unreachable", { scope: "mailbox", retry: "later", cause: error });
      }
      if (!response.ok) throw await refusal(response);
      await response.body?.cancel();
    },
  };
}

/** Of the answer only the status and what names the error: "HTTP 404 MailboxNotEnabledForRESTAPI". */
async function refusal(response: Response): Promise<SyncError> {
  const { status, headers } = response;
  const text = (await response.text().catch(() => "")).slice(0, ERROR_LENGTH_MAX);
  const code = /"code"\s*:\s*"([A-Za-z]{3,60})"/.exec(text)?.[1] ?? "";
  const challenge = headers.get("www-authenticate")?.includes("insufficient_claims")
    ? "insufficient_claims"
    : "";
  return failure(codeOf(status), plain(`HTTP ${status} ${code} ${challenge}`));
}

function codeOf(status: number): SyncErrorCode {
  if (status === 429) return "throttled";
  if (status >= 500) return "serverBusy";
  return status === 401 ? "authenticationFailed" : "refused";
}

function failure(code: SyncErrorCode, said: string): SyncError {
  return new SyncError(code, { scope: "mailbox", retry: "askUser", said });
}
