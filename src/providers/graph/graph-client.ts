// Microsoft Graph v1.0: learn.microsoft.com/graph/api (mailfolder-get, user-post-messages, message-send, message-get,
// message-delete, message-post-attachments, attachment-createuploadsession), /graph/outlook-send-mime-message,
// /graph/outlook-large-attachments, /graph/outlook-immutable-id and /graph/errors. Asked at Microsoft's addresses, and at one that
// somebody typed through the guard; a token goes nowhere else. The address that Graph names for a large file is asked through the
// guard, without a token.
import { SyncError, type SyncErrorCode } from "../../base/sync-error.ts";
import type { FileApart } from "../../core/files-apart.ts";
import type { Graph, GraphAddress } from "../../engine/ports/mail.ts";
import { plain } from "../net/connection-error.ts";
import { type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { serviceFetch } from "../oauth/service-fetch.ts";

/** A request has four megabytes at most, and base64 makes four bytes of three. */
const DRAFT_BYTES_MAX = 3 * 1024 * 1024 - 1024;
/** Files from this size on are given piece by piece, and no smaller ones. */
const LARGE_FILE_BYTES = 3 * 1024 * 1024;
/** Of one piece. Graph advises 4 MB at most. */
const PIECE_BYTES = 3 * 1024 * 1024;
/** Of a request with four megabytes: longer than this nobody waits for the answer, and it counts as cut off. */
const REQUEST_MS = 5 * 60_000;
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
    const { method = "GET", path, type = "text/plain", body, signal } = asked;
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      prefer: 'IdType="ImmutableId"',
      ...(body === undefined ? {} : { "content-type": type }),
    };
    const init = { method, headers, signal: inTime(signal), ...(body === undefined ? {} : { body }) };
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
    if (response === null) throw unreachable();
    return response;
  }

  async function askJson(at: GraphAddress, token: string, asked: Asked): Promise<Record<string, unknown>> {
    return (await (await ask(at, token, asked)).json()) as Record<string, unknown>;
  }

  /** To where Graph told: it needs no token, and gets none. */
  async function putPieces(uploadUrl: string, { content }: FileApart, signal: AbortSignal): Promise<void> {
    const url = new URL(uploadUrl);
    if (url.protocol !== "https:" && !LOOPBACK.includes(url.hostname))
      throw failure("tlsMissing", "Graph named an address without https");
    for (let start = 0; start < content.length; start += PIECE_BYTES) {
      const body = content.subarray(start, start + PIECE_BYTES);
      const range = `bytes ${start}-${start + body.length - 1}/${content.length}`;
      const headers = { "content-type": "application/octet-stream", "content-range": range };
      const asked = { method: "PUT", headers, body, signal: inTime(signal) };
      const response = await serviceFetch(true, network)(url, asked).catch(() => null);
      if (response === null) throw unreachable();
      if (!response.ok) throw await refusal(response);
      await response.body?.cancel();
    }
  }

  return {
    draftBytesMax: DRAFT_BYTES_MAX,

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
      const { id } = await askJson(at, token, { method: "POST", path: "messages", body, signal });
      if (typeof id !== "string" || id === "") throw failure("protocol", "Graph named no id");
      return id;
    },

    async addFile(at, token, id, file, signal) {
      const { name, contentType, contentId, inline, content } = file;
      const path = `messages/${encodeURIComponent(id)}/attachments`;
      const about = { name, contentType, isInline: inline, ...(contentId === null ? {} : { contentId }) };
      const posted = (body: object) => ({
        ...({ method: "POST", type: "application/json", signal } as const),
        body: JSON.stringify(body),
      });
      if (content.length < LARGE_FILE_BYTES) {
        const kind = "#microsoft.graph.fileAttachment";
        const contentBytes = Buffer.from(content.buffer, content.byteOffset, content.length).toString(
          "base64",
        );
        const asked = posted({ "@odata.type": kind, ...about, contentBytes });
        await (await ask(at, token, { ...asked, path })).body?.cancel();
        return;
      }
      const asked = posted({ AttachmentItem: { attachmentType: "file", ...about, size: content.length } });
      const session = await askJson(at, token, { ...asked, path: `${path}/createUploadSession` });
      if (!URL.canParse(String(session.uploadUrl))) throw failure("protocol", "Graph named no address");
      await putPieces(String(session.uploadUrl), file, signal);
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
        const { isDraft } = await askJson(at, token, { path, signal });
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
  /** Of the body; absent: text. */
  readonly type?: string;
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

function inTime(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]);
}

function unreachable(): SyncError {
  return new SyncError("unreachable", { scope: "mailbox", retry: "later" });
}

function failure(code: SyncErrorCode, said: string): SyncError {
  const retry = code === "throttled" || code === "serverBusy" ? "later" : "askUser";
  return new SyncError(code, { scope: "mailbox", retry, said });
}
