// The pages of the connect tab: plain HTML, no script but the attempt to close itself. They must read well when
// the tab stays open, because Microsoft's pages cut it off from the panel.
import type { Language } from "../engine/ports/accounts.ts";
import type { PresentedDiagnosis } from "./present.ts";

interface Words {
  readonly doneTitle: string;
  readonly done: (address: string) => string;
  readonly questionTitle: string;
  readonly question: (asker: string, workspace: string, address: string) => string;
  readonly questionWhy: string;
  readonly allow: string;
  readonly other: string;
  readonly failedTitle: string;
  readonly failedBack: string;
  readonly forAdministrator: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    doneTitle: "Done, you can close this tab",
    done: (address) => `${address} is connected. Go back to Email settings: it has changed by itself.`,
    questionTitle: "Use this mailbox?",
    question: (asker, workspace, address) =>
      `${asker} at ${workspace} will be able to read and send mail as ${address}.`,
    questionWhy:
      "You are asked because this isn't the address that was expected. Nothing has been read so far. If you don't know who asks, choose another account or close this tab.",
    allow: "Allow",
    other: "That's not what I want: choose another account",
    failedTitle: "Nothing was connected",
    failedBack: "You can close this tab. Email settings shows the same and lets you try again.",
    forAdministrator: "Text for your administrator",
  },
  nl: {
    doneTitle: "Klaar, u kunt dit tabblad sluiten",
    done: (address) =>
      `${address} is verbonden. Ga terug naar E-mailinstellingen: dat is vanzelf bijgewerkt.`,
    questionTitle: "Deze mailbox gebruiken?",
    question: (asker, workspace, address) =>
      `${asker} bij ${workspace} kan dan e-mail lezen en verzenden als ${address}.`,
    questionWhy:
      "Dit wordt gevraagd omdat het niet het verwachte adres is. Er is nog niets gelezen. Weet u niet wie dit vraagt, kies dan een ander account of sluit dit tabblad.",
    allow: "Toestaan",
    other: "Dit bedoel ik niet: kies een ander account",
    failedTitle: "Er is niets verbonden",
    failedBack: "U kunt dit tabblad sluiten. E-mailinstellingen toont hetzelfde en laat u opnieuw proberen.",
    forAdministrator: "Tekst voor uw beheerder",
  },
};

export function donePage(language: Language, address: string, nonce: string): string {
  const words = WORDS[language];
  return page(
    language,
    words.doneTitle,
    `<p>${escapeHtml(words.done(address))}</p>
<script nonce="${nonce}">setTimeout(() => window.close(), 1500)</script>`,
  );
}

export function questionPage(
  language: Language,
  ask: { readonly asker: string; readonly workspace: string; readonly address: string },
): string {
  const words = WORDS[language];
  return page(
    language,
    words.questionTitle,
    `<p class="lead">${escapeHtml(words.question(ask.asker, ask.workspace, ask.address))}</p>
<p class="dim">${escapeHtml(words.questionWhy)}</p>
<form method="post" action="/connect/answer">
<button class="primary" name="answer" value="allow">${escapeHtml(words.allow)}</button>
<button name="answer" value="other">${escapeHtml(words.other)}</button>
</form>`,
  );
}

export function failedPage(language: Language, diagnosis: PresentedDiagnosis): string {
  const words = WORDS[language];
  const steps = diagnosis.steps.map((step) => `<li>${escapeHtml(step)}</li>`).join("");
  const admin =
    diagnosis.forAdministrator === null
      ? ""
      : `<details><summary>${escapeHtml(words.forAdministrator)}</summary><pre>${escapeHtml(diagnosis.forAdministrator)}</pre></details>`;
  const reference =
    diagnosis.reference === null ? "" : `<p class="dim">${escapeHtml(diagnosis.reference)}</p>`;
  return page(
    language,
    words.failedTitle,
    `<p class="lead">${escapeHtml(diagnosis.what)}</p><ol>${steps}</ol>${admin}${reference}
<p class="dim">${escapeHtml(words.failedBack)}</p>`,
  );
}

function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} – Twinbox</title>
<style>
:root{color-scheme:light dark;--fg:#1d2433;--dim:#5b6475;--bg:#f4f6fa;--card:#fff;--line:#d9dee8;--accent:#2354c7}
@media(prefers-color-scheme:dark){:root{--fg:#e8ebf2;--dim:#a3acbd;--bg:#14171e;--card:#1c212b;--line:#333b4a;--accent:#7ea6ff}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
main{box-sizing:border-box;width:min(30rem,calc(100vw - 2rem));background:var(--card);border:1px solid var(--line);border-radius:12px;padding:2rem}
h1{font-size:1.35rem;margin:0 0 .75rem}.lead{font-size:1.05rem}.dim{color:var(--dim);font-size:.9rem}
p,ol{overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
form{display:grid;gap:.6rem;margin-top:1.25rem}
button{font:inherit;padding:.6rem 1rem;border-radius:8px;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer;text-align:center}
button.primary{background:#2354c7;border-color:#2354c7;color:#fff;font-weight:600}
button:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c] ?? c,
  );
}
