// The one place that maps errors to HTTP. Texts for people come from the diagnosis table; what a library or the
// other side said goes to the log only.
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { UnfitTextError } from "../base/assert.ts";
import type { MailboxId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { diagnoseError } from "../core/diagnose.ts";
import type { MailboxRow } from "../engine/ports/connections.ts";
import type { ServerDeps } from "./deps.ts";
import { HttpError } from "./http-error.ts";
import { languageOf } from "./language.ts";
import { presentDiagnosis } from "./present.ts";

export async function errorResponse(deps: ServerDeps, context: Context, error: unknown): Promise<Response> {
  if (error instanceof HttpError) {
    return problem(context, error.status, {
      title: error.message,
      code: error.code,
      ...(error.errors === undefined ? {} : { errors: error.errors }),
    });
  }
  // A body that is no JSON, or isn't said to be: found before any of ours runs.
  if (error instanceof HTTPException) {
    return problem(context, error.status, {
      title: "This request can't be understood.",
      code: "bad_request",
    });
  }
  if (error instanceof SyncError) {
    deps.log.warn("request.failed", { path: pathOf(context), code: error.code, said: error.said });
    const mailbox = await mailboxOf(deps, context);
    const diagnosis = presentDiagnosis(
      diagnoseError(error, {
        stage: "folders",
        // Where there is none no sign-in service was asked.
        provider: mailbox?.provider ?? "imap",
        circumstances: { openedBefore: mailbox?.state === "syncing" },
      }),
      {
        language: languageOf(context),
        since: null,
        about: { at: deps.clock.now(), ...(mailbox === null ? {} : { mailbox: mailbox.address }) },
      },
    );
    return problem(context, statusOf(error), { title: diagnosis.what, code: error.code, diagnosis });
  }
  deps.log.error("request.broke", {
    path: pathOf(context),
    error: error instanceof Error ? `${error.name}: ${error.message}` : "unknown",
    stack: error instanceof Error ? error.stack?.slice(0, 2000) : undefined,
  });
  if (error instanceof UnfitTextError) {
    return problem(context, 422, { title: "There is text in it that can't be kept.", code: "invalid" });
  }
  return problem(context, 500, {
    title: "Something broke on our side. It has been logged.",
    code: "internal",
  });
}

/** The mailbox that the request is about. */
async function mailboxOf(deps: ServerDeps, context: Context): Promise<MailboxRow | null> {
  const mailboxId = context.req.param("mailboxId") as MailboxId | undefined;
  return mailboxId === undefined ? null : deps.connections.findMailbox(mailboxId);
}

function statusOf(error: SyncError): ContentfulStatusCode {
  switch (error.code) {
    case "noProvider":
      return 404;
    case "notOffered":
    case "notActivated":
    case "alreadyConnected":
    case "notConnected":
    case "noPassword":
    case "refused":
    case "folderExists":
    case "stopped":
    case "changesWaiting":
    case "receiveOnly":
    case "onHold":
      return 409;
    case "storeDown":
    case "diskFull":
      return 503;
    default:
      return 502;
  }
}

function problem(
  context: Context,
  status: ContentfulStatusCode,
  detail: {
    readonly title: string;
    readonly code: string;
    readonly errors?: unknown;
    readonly diagnosis?: unknown;
  },
): Response {
  return context.json({ type: "about:blank", status, ...detail }, status, {
    "content-type": "application/problem+json",
  });
}

function pathOf(context: Context): string {
  // Never the query: it may carry a code or a state.
  return context.req.routePath;
}
