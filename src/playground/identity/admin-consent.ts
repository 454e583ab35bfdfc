// Microsoft's "Admin consent" endpoint: an administrator of a directory tenant approves the application for everybody in
// it. As there, the answer names admin_consent=True on errors too.
import type { IncomingMessage, ServerResponse } from "node:http";
import { html, page } from "../html.ts";
import { PASSWORD, TENANTS, type Tenant } from "../people.ts";
import { isForeign, readForm } from "../read-form.ts";
import { sendPage } from "./answer.ts";
import { entraError } from "./entra-errors.ts";
import { errorPage } from "./identity-pages.ts";
import type { IdentityStore } from "./identity-store.ts";

export interface AdminConsentOptions {
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  readonly application: string;
  readonly store: IdentityStore;
}

/** `tenant`: what the address names, "organizations" or a GUID. */
export async function adminConsent(
  { clientId, redirectUris, application, store }: AdminConsentOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { tenant, url }: { readonly tenant: string; readonly url: URL },
): Promise<void> {
  const redirect = url.searchParams.get("redirect_uri") ?? "";
  const refused =
    url.searchParams.get("client_id") !== clientId ? 700016 : redirectUris.includes(redirect) ? null : 50011;
  if (refused !== null) return sendPage(response, errorPage(entraError(refused).error_description), 400);
  const tenants = TENANTS.filter(({ id }) => tenant === "organizations" || id === tenant);
  if (request.method !== "POST") return sendPage(response, signInPage(tenants, application, url, null));
  if (isForeign(request)) return sendPage(response, errorPage("This form came from another site."), 403);
  const form = await readForm(request);
  const of = tenants.find(({ administrator }) => administrator === form.get("account"));
  if (form.get("action") !== "cancel" && (of === undefined || form.get("password") !== PASSWORD)) {
    const wrong = `Sign in as an administrator. In the playground the password is ${PASSWORD}.`;
    return sendPage(response, signInPage(tenants, application, url, wrong));
  }
  const back = new URL(redirect);
  back.searchParams.set("admin_consent", "True");
  back.searchParams.set("state", url.searchParams.get("state") ?? "");
  if (form.get("action") === "accept" && of !== undefined) {
    // The permissions that are registered, those of the application itself among them.
    if (url.searchParams.get("scope")?.endsWith("/.default")) store.approveApplication(of.id, true);
    else store.approveTenant(of.id);
    back.searchParams.set("tenant", of.id);
    back.searchParams.set("scope", url.searchParams.get("scope") ?? "");
  } else {
    back.searchParams.set("error", "consent_required");
    back.searchParams.set("error_description", entraError(65004).error_description);
  }
  response.writeHead(302, { location: back.href }).end();
}

function signInPage(tenants: readonly Tenant[], application: string, url: URL, wrong: string | null) {
  const scopes = (url.searchParams.get("scope") ?? "").split(" ");
  return page(
    "Permissions requested: review for your organization",
    html`
    <p><b>${application}</b> would like to, for everybody in your organization:</p>
    <ul>${scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
    ${wrong === null ? "" : html`<p class="error" role="alert">${wrong}</p>`}
    <form method="post" class="stack">
      <label>Administrator <input name="account" autocomplete="username" required
        value="${tenants[0]?.administrator ?? ""}"></label>
      <label>Password <input type="password" name="password" autocomplete="current-password" value="${PASSWORD}"></label>
      <div class="row">
        <button name="action" value="cancel" class="quiet">Cancel</button>
        <button name="action" value="accept" class="primary">Accept</button>
      </div>
    </form>`,
  );
}
