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
  readonly whoLabel: string;
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
    whoLabel: "Who can fix it",
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
    whoLabel: "Wie kan het oplossen",
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
  const who = `<p><span class="dim">${words.whoLabel}:</span> ${escapeHtml(diagnosis.whoText)}</p>`;
  const admin =
    diagnosis.forAdministrator === null
      ? ""
      : `<details><summary>${escapeHtml(words.forAdministrator)}</summary><pre>${escapeHtml(diagnosis.forAdministrator)}</pre></details>`;
  const reference =
    diagnosis.reference === null ? "" : `<p class="dim">${escapeHtml(diagnosis.reference)}</p>`;
  return page(
    language,
    words.failedTitle,
    `<p class="lead">${escapeHtml(diagnosis.what)}</p>${who}${steps === "" ? "" : `<ol>${steps}</ol>`}${admin}${reference}
<p class="dim">${escapeHtml(words.failedBack)}</p>`,
  );
}

/** As in src/web: the sign of Twinbox, so that one sees who asks. */
const BRAND = `<div class="brand"><svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect x="2" y="5" width="19" height="15" rx="4" fill="#91abee"/><rect x="10" y="11" width="20" height="16" rx="4" fill="#2f57bd"/><path d="M13.5 16l6.5 4.8 6.5-4.8" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>Twinbox</div>`;

export function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} – Twinbox</title>
<style>
:root{color-scheme:light dark;--fg:#000;--dim:#5a6375;--bg:#f6f7fa;--card:#fff;--line:#dfe3eb;--edge:#868fa1;--accent:#2f57bd}
@media(prefers-color-scheme:dark){:root{--fg:#c3c9d5;--dim:#a2abbb;--bg:#14161b;--card:#1a1d24;--line:#333944;--edge:#6f7989;--accent:#7b9aea}}
body{margin:0;min-height:100dvh;display:grid;place-items:center;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{box-sizing:border-box;width:min(30rem,calc(100vw - 2rem));margin:1rem 0;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:2rem;box-shadow:0 8px 30px rgb(20 30 60 / 6%)}
main>:last-child{margin-bottom:0}
.brand{display:flex;align-items:center;gap:10px;font-weight:680;font-size:18px;margin-bottom:1rem}
h1{font-size:22px;line-height:1.25;margin:0 0 .75rem}.lead{font-size:16px}.dim{color:var(--dim);font-size:14px}
p,ol,ul{overflow-wrap:anywhere}li{margin:.25rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}
summary{cursor:pointer}
form{display:grid;gap:.6rem;margin-top:1.25rem}
button{font:inherit;font-weight:600;padding:.6rem 1rem;border-radius:8px;border:1px solid var(--edge);background:transparent;color:inherit;cursor:pointer;text-align:center}
button.primary{background:#2f57bd;border-color:#2f57bd;color:#fff}
button:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media(max-width:30rem){main{padding:1.5rem 1.25rem}}
</style></head><body><main>${BRAND}<h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c] ?? c,
  );
}
