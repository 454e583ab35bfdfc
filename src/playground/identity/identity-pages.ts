// The pages of the sign-in service: account picker, password, consent, the wall for those whose administrator must
// consent, errors. Plain forms, no scripts.
import { type Html, html, page } from "../html.ts";
import type { PlaygroundPerson } from "../people.ts";

export function pickerPage(action: string, people: readonly PlaygroundPerson[]): string {
  return page(
    "Pick an account",
    html`
    <p class="dim">to go on to your application</p>
    <form method="post" action="${action}" class="stack">
      ${people.map(accountButton)}
      <button name="action" value="cancel" class="quiet">Back</button>
    </form>`,
  );
}

/** Enter in the field presses the first button of its form: "Back" belongs to another one. */
export function passwordPage(action: string, person: PlaygroundPerson, wrong: boolean): string {
  return page(
    "Enter password",
    html`
    <p class="dim">${person.address}</p>
    ${wrong ? html`<p class="error" role="alert">This password is wrong. In the playground it is <b>${person.password}</b>.</p>` : ""}
    <form method="post" action="${action}" class="stack">
      <input type="hidden" name="account" value="${person.address}">
      <label>Password <input type="password" name="password" autocomplete="current-password" autofocus required></label>
      <p class="dim">Everybody's password here is <b>${person.password}</b>.</p>
      <div class="row"><button form="back" class="quiet">Back</button><button class="primary">Sign in</button></div>
    </form>
    <form method="post" action="${action}" id="back"><input type="hidden" name="action" value="cancel"></form>`,
  );
}

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  openid: "Sign you in",
  profile: "See your name",
  email: "See your email address",
  offline_access: "Keep the access you give it",
  "https://outlook.office.com/IMAP.AccessAsUser.All": "Read and change your mail (IMAP)",
  "https://outlook.office.com/SMTP.Send": "Send mail as you (SMTP)",
  "https://graph.microsoft.com/Mail.ReadWrite": "Read and change your mail",
  "https://graph.microsoft.com/Mail.Send": "Send mail as you",
};

export function consentPage(
  action: string,
  person: PlaygroundPerson,
  application: string,
  scopes: readonly string[],
): string {
  return page(
    "Permissions requested",
    html`
    <p class="dim">${person.address}</p>
    <p><b>${application}</b> would like to:</p>
    <ul>${scopes.map((scope) => html`<li>${SCOPE_WORDS[scope] ?? scope}</li>`)}</ul>
    <form method="post" action="${action}" class="row">
      <button name="action" value="cancel" class="quiet">Cancel</button>
      <button name="action" value="accept" class="primary">Accept</button>
    </form>`,
  );
}

/** As at Microsoft: this page has no way back to the application. */
export function adminWallPage(person: PlaygroundPerson, application: string): string {
  return page(
    "Need admin approval",
    html`
    <p class="dim">${person.address}</p>
    <p><b>${application}</b> needs permission to access resources in ${person.tenantName} that only an administrator can give.
    Ask an administrator to approve it before you can use it.</p>
    <p class="dim">AADSTS90094</p>`,
  );
}

export function errorPage(description: string): string {
  return page(
    "Sorry, signing in didn't work",
    html`<p class="error" role="alert">${description}</p>
    <p class="dim">This page doesn't lead back to your application: close the tab.</p>`,
  );
}

/** Chooses who signs in; Google's pages have the same. */
export function accountButton({ name, address, tenantName }: PlaygroundPerson): Html {
  return html`<button class="account" name="account" value="${address}">
    <span class="avatar" aria-hidden="true">${initials(name)}</span>
    <span><b>${name}</b><br><span class="dim">${address}<br>${tenantName}</span></span>
  </button>`;
}

function initials(name: string): string {
  const words = name
    .replace(/[^\p{L} ]/gu, "")
    .split(" ")
    .filter((word) => word !== "");
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}
