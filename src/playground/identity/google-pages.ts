// Google's pages as the playground has them: account chooser, password, consent with a box for what is restricted, and
// the errors that lead nowhere. Plain forms, no scripts.
import { html, page } from "../html.ts";
import type { PlaygroundPerson } from "../people.ts";
import { accountButton } from "./identity-pages.ts";

const BRAND = "Playground Google";

export function chooserPage(
  action: string,
  people: readonly PlaygroundPerson[],
  application: string,
): string {
  return page(
    "Choose an account",
    html`
    <p class="dim">to continue to ${application}</p>
    <form method="post" action="${action}" class="stack">
      ${people.map(accountButton)}
      <button name="action" value="cancel" class="quiet">Cancel</button>
    </form>`,
    BRAND,
  );
}

/** Enter in the field presses the first button of its form: "Cancel" belongs to another one. */
export function welcomePage(action: string, person: PlaygroundPerson, wrong: boolean): string {
  return page(
    `Welcome, ${person.name}`,
    html`
    <p class="dim">${person.address}</p>
    ${wrong ? html`<p class="error" role="alert">Wrong password. In the playground it is <b>${person.password}</b>.</p>` : ""}
    <form method="post" action="${action}" class="stack">
      <input type="hidden" name="account" value="${person.address}">
      <label>Enter your password <input type="password" name="password" autocomplete="current-password" autofocus required></label>
      <div class="row"><button form="back" class="quiet">Cancel</button><button class="primary">Next</button></div>
    </form>
    <form method="post" action="${action}" id="back"><input type="hidden" name="action" value="cancel"></form>`,
    BRAND,
  );
}

const RESTRICTED_WORDS: Readonly<Record<string, string>> = {
  "https://mail.google.com/": "Read, compose, send, and permanently delete all your email from Gmail",
};

/** What is restricted is ticked by the person, or not. */
export function consentPage(
  action: string,
  person: PlaygroundPerson,
  application: string,
  restricted: readonly string[],
): string {
  return page(
    `${application} wants access to your Google Account`,
    html`
    <p class="dim">${person.address}</p>
    <form method="post" action="${action}" class="stack">
      <p>Select what <b>${application}</b> can access</p>
      ${restricted.map(
        (scope) =>
          html`<label class="check"><input type="checkbox" name="scope" value="${scope}"> ${RESTRICTED_WORDS[scope] ?? scope}</label>`,
      )}
      <p class="dim">${application} also learns your name and your email address.</p>
      <div class="row"><button name="action" value="cancel" class="quiet">Cancel</button><button name="action" value="accept" class="primary">Continue</button></div>
    </form>`,
    BRAND,
  );
}

/** As at Google: this page has no way back to the application. */
export function blockedPage(status: number, error: string, description: string): string {
  return page(
    "Access blocked",
    html`<p class="error" role="alert">${description}</p>
    <p class="dim">Error ${status}: ${error}</p>`,
    BRAND,
  );
}
