// Microsoft Graph v1.0: learn.microsoft.com/graph/api (mailfolder-get, user-post-messages, message-send, message-get,
// message-delete), /graph/outlook-send-mime-message, /graph/outlook-immutable-id and /graph/errors. Asked at Microsoft's addresses, and
// at one that somebody typed through the guard; a token goes nowhere else.
import { SyncError, type SyncErrorCode } from "../../base/sync-error.ts";
import type { Graph, GraphAddress } from "../../engine/ports/mail.ts";
import { plain } from "../net/connection-error.ts";
import { type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { serviceFetch } from "../oauth/service-fetch.ts";

/** A request has four megabytes at most, and base64 makes four bytes of three. */
const DRAFT_BYTES_MAX = 3 * 1024 * 1024 - 1024;
const ERROR_LENGTH_MAX = 10_000;
const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

export function createGraphClient(options: NetworkOptions): Graph {
  const network = networkOf(options);

  /** Null: cut off before the answer. */
  async function tryAsk(
    { url, guarded }: GraphAddress,
    token: string,
    asked: Asked,
  ): Promise<Response | null> {
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:" && !LOOPBACK.includes(hostname))
      throw failure("tlsMissing", "Graph needs https");
    const { method = "GET", path, body, signal } = asked;
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      prefer: 'IdType="ImmutableId"',
      ...(body === undefined ? {} : { "content-type": "text/plain" }),
    };
    const init = { method, headers, signal, ...(body === undefined ? {} : { body }) };
    let response: Response;
    try {
      response = await serviceFetch(guarded, network)(new URL(`${url}/v1.0/me/${path}`), init);
    } catch {
      return null;
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  async function ask(at: GraphAddress, token: string, asked: Asked): Promise<Response> {
    const response = await tryAsk(at, token, asked);
    if (response === null) throw new SyncError("unreachable", { scope: "mailbox", retry: "later" });
    return response;
  }

  return {
    async openInbox(at, token, signal) {
      const response = await ask(at, token, { path: "mailFolders/inbox?$select=id", signal });
      await response.body?.cancel();
    },

    async createDraft(at, token, bytes, signal) {
      if (bytes.length > DRAFT_BYTES_MAX) {
        const said = `5.3.4 message too large, ${DRAFT_BYTES_MAX} bytes at most by Graph`;
        throw new SyncError("refused", { scope: "message", retry: "never", said });
      }
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
      const response = await ask(at, token, { method: "POST", path: "messages", body, signal });
      const { id } = (await response.json()) as { readonly id?: unknown };
      if (typeof id !== "string" || id === "") throw failure("protocol", "Graph named no id");
      return id;
    },

    async sendDraft(at, token, id, signal) {
      const path = `messages/${encodeURIComponent(id)}/send`;
      try {
        const response = await tryAsk(at, token, { method: "POST", path, body: "", signal });
        await response?.body?.cancel();
        return response !== null;
      } catch (error) {
        // A gateway that gave up says nothing of what is behind it.
        if (error instanceof SyncError && error.code === "serverBusy") return false;
        throw error;
      }
    },

    async draftState(at, token, id, signal) {
      const path = `messages/${encodeURIComponent(id)}?$select=isDraft`;
      try {
        const response = await ask(at, token, { path, signal });
        const { isDraft } = (await response.json()) as { readonly isDraft?: unknown };
        return isDraft === true ? "draft" : "sent";
      } catch (error) {
        if (error instanceof SyncError && error.said?.startsWith("HTTP 404 ErrorItemNotFound")) return "gone";
        throw error;
      }
    },

    async deleteDraft(at, token, id, signal) {
      const path = `messages/${encodeURIComponent(id)}`;
      const response = await ask(at, token, { method: "DELETE", path, signal });
      await response.body?.cancel();
    },
  };
}

interface Asked {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: string;
  readonly signal: AbortSignal;
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
  const retry = code === "throttled" || code === "serverBusy" ? "later" : "askUser";
  return new SyncError(code, { scope: "mailbox", retry, said });
}
