// The connect tab: the one-time address, the provider's callback, the question. The browser is bound to the attempt
// by a cookie of its own that is set here, in a first-party tab, and nowhere else (red-team: an attacker who sends
// his link to somebody else must not be able to answer in the panel what only that person may answer).
import { randomBytes } from "node:crypto";
import type { Context, Env, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { SIGN_IN_SERVICES } from "../core/sign-in/sign-in-services.ts";
import type { TabStep } from "../engine/ports/desk.ts";
import type { ServerDeps } from "./deps.ts";
import { HttpError } from "./http-error.ts";
import { languageOf } from "./language.ts";
import { presentFailure } from "./present.ts";
import { donePage, failedPage, questionPage } from "./tab-pages.ts";

/** As long as a person may need for the provider's pages, twice (another account). */
const COOKIE_SECONDS = 30 * 60;

export function registerTabRoutes(app: Hono<Env>, deps: ServerDeps): void {
  const secure = deps.publicUrl.startsWith("https:");
  const cookie = secure ? "__Host-twinbox-connect" : "twinbox-connect";

  const show = (context: Context, step: TabStep): Response | Promise<Response> => {
    const language = languageOf(context);
    const nonce = randomBytes(16).toString("base64");
    context.header("content-security-policy", tabPolicy(nonce));
    // Under no-referrer a browser sends the question's form with "Origin: null", which the origin check refuses.
    context.header("referrer-policy", "same-origin");
    switch (step.kind) {
      case "redirect":
        setCookie(context, cookie, step.browserSecret, {
          path: "/",
          httpOnly: true,
          sameSite: "Lax",
          secure,
          maxAge: COOKIE_SECONDS,
        });
        return context.redirect(step.url, 303);
      case "question":
        return context.html(questionPage(language, step));
      case "done":
        return context.html(donePage(language, step.address, nonce));
      case "failed":
        return context.html(
          failedPage(language, presentFailure(step.diagnosis, { language }, "tryAgain")),
          400,
        );
    }
  };

  app.get("/connect/:ticket", async (context) =>
    show(context, await deps.connecting.openTicket(context.req.param("ticket"))),
  );
  for (const { callbackPath } of SIGN_IN_SERVICES) {
    app.get(callbackPath, async (context) => {
      // The address the provider was given, whatever Host header this request carries (security check 6).
      const callback = new URL(deps.publicUrl + callbackPath);
      callback.search = new URL(context.req.url).search;
      return show(context, await deps.connecting.returned(getCookie(context, cookie) ?? null, callback));
    });
  }
  app.post("/connect/answer", async (context) => {
    const form = await context.req.parseBody();
    const answer = form.answer;
    if (answer !== "allow" && answer !== "other") {
      throw new HttpError(400, "bad_answer", "Choose one of the two buttons.");
    }
    return show(context, await deps.connecting.answer(getCookie(context, cookie) ?? null, answer));
  });
}

/** form-action is left open: Chromium applies it to redirects of the form's answer too, and "another account"
 *  redirects to the provider. */
export function tabPolicy(nonce: string): string {
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`;
}
