// Microsoft Graph as far as a mailbox is concerned: whether the Inbox of whom a token is of is there
// (learn.microsoft.com/graph/api/mailfolder-get, /graph/errors).
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdapterPayload } from "oidc-provider";
import { sendJson } from "./identity/answer.ts";
import type { SwitchBoard } from "./switches.ts";

export const GRAPH_REFUSALS = [
  "401 InvalidAuthenticationToken",
  "403 ErrorAccessDenied",
  "404 MailboxNotEnabledForRESTAPI",
  "503 serviceNotAvailable",
] as const;

const INBOX = "/graph/v1.0/me/mailFolders/inbox";
const SCOPES: readonly string[] = [
  "https://graph.microsoft.com/Mail.ReadWrite",
  "https://graph.microsoft.com/Mail.Read",
];

/** True when the request was for Graph. */
export function answerGraph(
  request: IncomingMessage,
  response: ServerResponse,
  known: { readonly token: (id: string) => AdapterPayload | undefined; readonly switches: SwitchBoard },
): boolean {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (!pathname.startsWith("/graph/")) return false;
  const token = known.token(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
  const switches = known.switches.of(token?.accountId ?? "");
  const refused = (status: number, code: string): true => {
    sendJson(response, status, { error: { code, message: "As the playground was told." } });
    return true;
  };
  if (switches.unreachable) {
    request.socket.destroy();
    return true;
  }
  if (pathname !== INBOX) return refused(404, "ResourceNotFound");
  if (
    token === undefined ||
    !String(token.scope)
      .split(" ")
      .some((scope) => SCOPES.includes(scope))
  ) {
    return refused(401, "InvalidAuthenticationToken");
  }
  if (switches.throttledMs > 0) return refused(429, "ApplicationThrottled");
  if (switches.noMailbox) return refused(404, "MailboxNotEnabledForRESTAPI");
  const [status = "", code = ""] = switches.graphError.split(" ");
  if (status !== "") return refused(Number(status), code);
  sendJson(response, 200, { id: "inbox" });
  return true;
}
