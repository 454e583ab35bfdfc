// Keeps the playground's page up to date, as Outlook does, so that two windows can be watched side by side. What is
// ticked or chosen stays so.
import { createHash } from "node:crypto";
import { type Html, html, textOf } from "./html.ts";

const LOOK_MS = 500;

// The template lets nothing be put in but numbers: what the hash is of is what the browser runs.
const SCRIPT = html`
const told = new Map();
const parts = (from) => [".mail", ".log"].map((name) => [name, from.querySelector(name)]);
for (const [name, part] of parts(document)) told.set(name, part.innerHTML);
function replace(shown, fresh) {
  const ticked = new Set([...shown.querySelectorAll("input:checked")].map((each) => each.value));
  const chosen = shown.querySelector("select")?.value;
  const { name, value } = document.activeElement ?? {};
  const held = shown.contains(document.activeElement);
  shown.innerHTML = fresh;
  for (const each of shown.querySelectorAll("input[type=checkbox]")) each.checked = ticked.has(each.value);
  if (chosen !== undefined) shown.querySelector("select").value = chosen;
  if (held) [...shown.querySelectorAll("[name]")].find((each) => each.name === name && each.value === value)?.focus();
}
setInterval(async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (answer === null || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const [name, part] of parts(page)) {
    if (part.innerHTML === told.get(name)) continue;
    told.set(name, part.innerHTML);
    replace(document.querySelector(name), part.innerHTML);
  }
}, ${LOOK_MS});
`;

export const FOLLOW: Html = html`<script>${SCRIPT}</script>`;
/** As the page's policy names it. */
export const FOLLOW_HASH = `sha256-${createHash("sha256").update(textOf(SCRIPT)).digest("base64")}`;
