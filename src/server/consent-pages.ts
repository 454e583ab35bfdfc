// The pages for an administrator who was sent a link. They must be understood by somebody who has never heard of us.
import type { Language } from "../engine/ports/accounts.ts";
import type { ConsentStep } from "../engine/ports/desk.ts";
import { escapeHtml, page } from "./tab-pages.ts";

type Shown = Exclude<ConsentStep, { readonly kind: "redirect" }>;

interface Words {
  readonly explainTitle: string;
  readonly explain: (asker: string, workspace: string, domain: string) => string;
  readonly what: string;
  readonly permissions: string;
  readonly role: string;
  readonly goOn: string;
  readonly givenTitle: string;
  readonly given: string;
  readonly refusedTitle: string;
  readonly refused: string;
  readonly appGiven: string;
  readonly goneTitle: string;
  readonly gone: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    explainTitle: "Approve mail synchronization",
    explain: (asker, workspace, domain) =>
      `${asker} at ${workspace} asks you, as administrator of ${domain}, to approve this application.`,
    what: "It keeps a user’s mailbox and their business application equal. It reaches the mailboxes of those users only who sign in themselves; your approval alone opens none. You can take it back at any time in the Microsoft Entra admin center.",
    permissions: "What is asked for",
    role: "You need the role Cloud Application Administrator, Application Administrator or Global Administrator.",
    goOn: "Go on to Microsoft",
    givenTitle: "Approved, thank you",
    given: "Whoever waits for it has been told and can go on. You can close this page.",
    refusedTitle: "Not approved",
    refused:
      "Microsoft says that the approval was not completed: it was declined, or this account has not got the role. The link still works: open it again with another account.",
    appGiven:
      "Twinbox can find out now what was approved: whoever sets up the mailboxes presses “Check” there. Two steps in Exchange Online PowerShell follow; they stand beside it. You can close this page.",
    goneTitle: "This page doesn’t lead anywhere any more",
    gone: "The link has expired, or this answer was used before or begun in another browser. Open the link again, or ask for a new one.",
  },
  nl: {
    explainTitle: "E-mailsynchronisatie goedkeuren",
    explain: (asker, workspace, domain) =>
      `${asker} bij ${workspace} vraagt u als beheerder van ${domain} deze toepassing goed te keuren.`,
    what: "Deze houdt de mailbox van een gebruiker en diens bedrijfstoepassing gelijk. Bereikt worden alleen de mailboxen van gebruikers die zelf inloggen; uw goedkeuring alleen opent er geen. U kunt die op elk moment intrekken in het Microsoft Entra-beheercentrum.",
    permissions: "Wat er wordt gevraagd",
    role: "U hebt de rol Cloudtoepassingsbeheerder, Toepassingsbeheerder of Globale beheerder nodig.",
    goOn: "Door naar Microsoft",
    givenTitle: "Goedgekeurd, bedankt",
    given: "Wie erop wachtte, weet het en kan verder. U kunt deze pagina sluiten.",
    refusedTitle: "Niet goedgekeurd",
    refused:
      "Microsoft meldt dat de goedkeuring niet is voltooid: ze is geweigerd, of dit account heeft de rol niet. De link werkt nog: open hem opnieuw met een ander account.",
    appGiven:
      "Twinbox kan nu nagaan wat er is goedgekeurd: wie de mailboxen instelt, drukt daar op “Controleren”. Er volgen nog twee stappen in Exchange Online PowerShell; die staan ernaast. U kunt deze pagina sluiten.",
    goneTitle: "Deze pagina leidt nergens meer heen",
    gone: "De link is verlopen, of dit antwoord is al gebruikt of in een andere browser begonnen. Open de link opnieuw, of vraag om een nieuwe.",
  },
};

export function consentPage(language: Language, step: Shown): string {
  const words = WORDS[language];
  switch (step.kind) {
    case "explain": {
      const scopes = step.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join("");
      return page(
        language,
        words.explainTitle,
        `<p class="lead">${escapeHtml(words.explain(step.asker, step.workspace, step.domain))}</p>
<p>${escapeHtml(words.what)}</p>
<details><summary>${escapeHtml(words.permissions)}</summary><ul>${scopes}</ul></details>
<p class="dim">${escapeHtml(words.role)}</p>
<form method="post"><button class="primary">${escapeHtml(words.goOn)}</button></form>`,
      );
    }
    case "given":
      return page(language, words.givenTitle, `<p>${escapeHtml(words.given)}</p>`);
    case "refused":
    case "appRefused":
      return page(language, words.refusedTitle, `<p>${escapeHtml(words.refused)}</p>`);
    case "appGiven":
      return page(language, words.givenTitle, `<p>${escapeHtml(words.appGiven)}</p>`);
    case "gone":
      return page(language, words.goneTitle, `<p>${escapeHtml(words.gone)}</p>`);
  }
}
