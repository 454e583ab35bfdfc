// The HTTP edge: headers, origin check, sessions, the operations of the contract, the connect tab, the live stream
// and the built pages. It decides nothing about mail.
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { registerConsentRoutes } from "./consent-routes.ts";
import type { ServerDeps } from "./deps.ts";
import { describeServed } from "./describe-served.ts";
import { errorResponse } from "./error-response.ts";
import { fieldErrorsOf } from "./field-errors.ts";
import { HttpError } from "./http-error.ts";
import { Live } from "./live.ts";
import { PAGE_POLICY } from "./page-policy.ts";
import { ProgressRate } from "./progress-rate.ts";
import {
  checkLengthIsTold,
  FILE_BYTES_MAX,
  fileTooLarge,
  MESSAGE_BYTES_MAX,
  messageTooLarge,
  takenBy,
} from "./raw-messages.ts";
import { registerOperations } from "./register.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { adminRoutes } from "./routes/admin.ts";
import { appAccessRoutes } from "./routes/app-access.ts";
import { byHandRoutes } from "./routes/by-hand.ts";
import { changeRoutes } from "./routes/changes.ts";
import { composingRoutes } from "./routes/composing.ts";
import { departureRoutes } from "./routes/departures.ts";
import { doctorRoutes } from "./routes/doctor.ts";
import { folderRoutes } from "./routes/folders.ts";
import { imageRoutes, registerImageRoute } from "./routes/images.ts";
import { leavingRoutes } from "./routes/leaving.ts";
import { providerRoutes } from "./routes/providers.ts";
import { readingRoutes, registerByteRoutes } from "./routes/reading.ts";
import { receiveOnlyRoutes } from "./routes/receive-only.ts";
import { recordRoutes, registerRecordBytes } from "./routes/records.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { searchRoutes } from "./routes/search.ts";
import { sendingRoutes } from "./routes/sending.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { uploadRoutes } from "./routes/uploads.ts";
import { whereRoutes } from "./routes/where.ts";
import { Sessions } from "./sessions.ts";
import { registerGuides, registerPages } from "./static-pages.ts";
import { registerTabRoutes } from "./tab-routes.ts";

const BODY_BYTES_MAX = 1024 * 1024;
/** A mail with all that it quotes. */
const LONG_BODY_BYTES_MAX = 6 * 1024 * 1024;

export interface App {
  readonly fetch: (request: Request, env?: object) => Response | Promise<Response>;
  /** What is served, "/v1/users/:id"; what runs before all of it is "/*" with the method ALL. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Ends the live streams, so that the server can stop. */
  close(): void;
}

export function createApp(deps: ServerDeps): App {
  const rate = new ProgressRate(deps.clock);
  const sessions = new Sessions(deps);
  const live = new Live(deps, rate);
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = fieldErrorsOf(result.error.issues);
      throw new HttpError(422, "invalid", "Some fields need another look.", errors);
    },
  });
  app.onError((error, context) => errorResponse(deps, context, error));
  app.use(async (context, next) => {
    await next();
    securityHeaders(context);
  });
  const limit = bodyLimit({ maxSize: BODY_BYTES_MAX, onError: tooLarge });
  const limits = {
    long: bodyLimit({ maxSize: LONG_BODY_BYTES_MAX, onError: tooLarge }),
    message: bodyLimit({ maxSize: MESSAGE_BYTES_MAX, onError: messageTooLarge }),
    file: bodyLimit({ maxSize: FILE_BYTES_MAX, onError: fileTooLarge }),
  };
  app.use((context, next) => {
    const takes = takenBy(context.req);
    if (takes === undefined) return limit(context, next);
    checkLengthIsTold(context);
    return limits[takes](context, next);
  });
  app.use(async (context, next) => {
    checkOrigin(deps, context);
    await next();
  });
  app.get("/healthz", (context) => context.text("ok"));
  app.get("/readyz", async (context) =>
    (await deps.ready()) ? context.text("ready") : context.text("not ready", 503),
  );
  registerTabRoutes(app, deps);
  registerConsentRoutes(app, deps);
  registerByteRoutes(app, deps, sessions);
  registerImageRoute(app, deps, sessions);
  registerRecordBytes(app, deps, sessions);
  live.register(app, sessions);
  registerOperations(
    app,
    {
      ...accountRoutes(deps, sessions),
      ...settingsRoutes(deps, rate, live),
      ...departureRoutes(deps),
      ...byHandRoutes(deps, rate, live),
      ...readingRoutes(deps),
      ...imageRoutes(deps),
      ...changeRoutes(deps),
      ...uploadRoutes(deps),
      ...sendingRoutes(deps),
      ...composingRoutes(deps),
      ...adminRoutes(deps),
      ...providerRoutes(deps),
      ...appAccessRoutes(deps),
      ...doctorRoutes(deps),
      ...folderRoutes(deps),
      ...receiveOnlyRoutes(deps, rate),
      ...retentionRoutes(deps),
      ...searchRoutes(deps),
      ...whereRoutes(deps),
      ...leavingRoutes(deps),
      ...recordRoutes(deps),
    },
    (context) => sessions.principal(context),
  );
  describeServed(app, sessions.cookieName);
  app.doc31("/v1/openapi.json", { openapi: "3.1.0", info: { title: "Twinbox", version: "1" } });
  app.all("/v1/*", () => {
    throw new HttpError(404, "not_found", "There is nothing here under this address.");
  });
  registerGuides(app, deps.guidesFolder);
  registerPages(app, deps.webFolder);
  return { fetch: app.fetch, routes: app.routes, close: () => live.close() };
}

/** Cross-site requests change nothing (security check 20): every request that could must come from our own pages,
 *  and JSON must say that it is JSON, which no HTML form can. */
function checkOrigin(deps: ServerDeps, context: Context): void {
  if (context.req.method === "GET" || context.req.method === "HEAD") return;
  const origin = context.req.header("origin");
  const own = new URL(deps.publicUrl).origin;
  const foreign = origin !== undefined && origin !== own;
  const fetchSite = context.req.header("sec-fetch-site");
  if (foreign || (fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none")) {
    throw new HttpError(403, "foreign_origin", "This request came from another site.");
  }
  const hasBody =
    (context.req.header("content-length") ?? "0") !== "0" ||
    context.req.header("transfer-encoding") !== undefined;
  const type = context.req.header("content-type") ?? "";
  const takes = takenBy(context.req);
  // No form of another site can say either of these.
  if (takes === "message") {
    if (/^message\/rfc822\b/i.test(type)) return;
    throw new HttpError(415, "not_a_message", "Send message/rfc822.");
  }
  if (takes === "file") {
    if (/^application\/octet-stream\b/i.test(type)) return;
    throw new HttpError(415, "not_a_file", "Send application/octet-stream.");
  }
  if (hasBody && context.req.path.startsWith("/v1/") && !/^application\/json\b/i.test(type)) {
    throw new HttpError(415, "not_json", "Send application/json.");
  }
}

function securityHeaders(context: Context): void {
  const headers = context.res.headers;
  const set = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value);
  };
  set("x-content-type-options", "nosniff");
  set("referrer-policy", "no-referrer");
  set("x-frame-options", "DENY");
  set("cross-origin-opener-policy", "same-origin");
  set("content-security-policy", PAGE_POLICY);
  if (context.req.path.startsWith("/v1/")) set("cache-control", "no-store");
}

function tooLarge(): never {
  throw new HttpError(413, "too_large", "This is more than one request may carry.");
}
