// What an administrator sees who was sent a link: what is asked and by whom, then the sign-in service, then how it ended.
// Nobody signs in to Twinbox here. The browser that goes to the service is bound by a cookie of its own.
import { randomBytes } from "node:crypto";
import type { Context, Env, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { SIGN_IN_SERVICES } from "../core/sign-in/sign-in-services.ts";
import type { ConsentStep } from "../engine/ports/desk.ts";
import { consentPage } from "./consent-pages.ts";
import type { ServerDeps } from "./deps.ts";
import { languageOf } from "./language.ts";
import { tabPolicy } from "./tab-routes.ts";

/** As long as an administrator may need at the service. */
const COOKIE_SECONDS = 30 * 60;

export function registerConsentRoutes(app: Hono<Env>, { consents, publicUrl }: ServerDeps): void {
  const secure = publicUrl.startsWith("https:");
  const cookie = secure ? "__Host-twinbox-consent" : "twinbox-consent";

  const show = (context: Context, step: ConsentStep): Response | Promise<Response> => {
    context.header("content-security-policy", tabPolicy(randomBytes(16).toString("base64")));
    // The link is a secret of the organisation: no page it leads to learns it.
    context.header("referrer-policy", "same-origin");
    if (step.kind !== "redirect") {
      return context.html(consentPage(languageOf(context), step), step.kind === "gone" ? 400 : 200);
    }
    setCookie(context, cookie, step.browserSecret, {
      ...{ path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: COOKIE_SECONDS },
    });
    return context.redirect(step.url, 303);
  };

  app.get("/consent/:link", async (context) => show(context, await consents.open(context.req.param("link"))));
  app.post("/consent/:link", async (context) =>
    show(context, await consents.goOn(context.req.param("link"))),
  );
  for (const { adminConsent, appOnly } of SIGN_IN_SERVICES) {
    if (adminConsent === null) continue;
    app.get(adminConsent.callbackPath, async (context) => {
      const answer = new URL(context.req.url).searchParams;
      // Of the application's own access: nothing is learnt from it, whoever made it.
      if (appOnly !== null && answer.get("state") === appOnly.consentState) {
        return show(context, { kind: answer.has("error") ? "appRefused" : "appGiven" });
      }
      return show(context, await consents.returned(getCookie(context, cookie) ?? null, answer));
    });
  }
}
