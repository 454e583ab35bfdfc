// The playground's page: a small "Outlook" for each person, a way to write to them, and the switches for failures.
// Forms and redirects only, and a script that shows what others changed; the page works without it, and loads nothing
// from elsewhere.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PlaygroundControl } from "./control.ts";
import { frame, type Html, html } from "./html.ts";
import { PROFILES, type ProfileName } from "./imap/profiles.ts";
import { FOLLOW, FOLLOW_HASH } from "./outlook-script.ts";
import { PEOPLE, type PlaygroundPerson, type PlaygroundService } from "./people.ts";
import { isForeign, readForm } from "./read-form.ts";
import { choicesFor, switchesFor, wordsOf } from "./switch-words.ts";
import { SWITCHES_OFF, type Switches, type SwitchName } from "./switches.ts";

const DAY_MS = 24 * 60 * 60_000;

export async function handlePage(
  request: IncomingMessage,
  response: ServerResponse,
  control: PlaygroundControl,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://playground");
  const person = PEOPLE.find(({ address }) => address === url.searchParams.get("who")) ?? PEOPLE[0];
  if (url.pathname !== "/" || person === undefined) {
    response.statusCode = 404;
    response.end("Nothing here.");
    return;
  }
  const folder = url.searchParams.get("folder") ?? "INBOX";
  if (request.method === "POST") {
    if (isForeign(request)) {
      response.statusCode = 403;
      response.end("This form came from another site.");
      return;
    }
    const back = await act(control, person, folder, await readForm(request));
    response.statusCode = 303;
    response.setHeader(
      "location",
      `/?who=${encodeURIComponent(person.address)}&folder=${encodeURIComponent(back)}`,
    );
    response.end();
    return;
  }
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("cache-control", "no-store");
  response.setHeader(
    "content-security-policy",
    `default-src 'none'; style-src 'unsafe-inline'; script-src '${FOLLOW_HASH}'; connect-src 'self'; form-action 'self'`,
  );
  response.end(frame(person.name, render(control, person, folder), STYLE));
}

/** Does what a form asks; answers the folder to show next. */
async function act(
  control: PlaygroundControl,
  { address, service }: PlaygroundPerson,
  folder: string,
  form: URLSearchParams,
): Promise<string> {
  const uids = form.getAll("uid").map(Number);
  const chosen = form.get("action") ?? "";
  switch (chosen) {
    case "reply":
      await control.deliver(address);
      return "INBOX";
    case "write":
      await control.deliver(address, {
        from: { name: form.get("from") || "Somebody", address: "somebody@mail.example" },
        subject: form.get("subject") || "(no subject)",
        text: form.get("text") || "",
      });
      return "INBOX";
    case "read":
    case "unread":
      for (const uid of uids) await control.setFlag(address, folder, uid, "\\Seen", chosen === "read");
      return folder;
    case "flag":
    case "unflag":
      for (const uid of uids) await control.setFlag(address, folder, uid, "\\Flagged", chosen === "flag");
      return folder;
    case "move":
      await control.move(address, folder, uids, form.get("to") ?? "Archive");
      return folder;
    case "delete":
      await control.remove(address, folder, uids);
      return folder;
    case "erase":
      await control.expunge(address, folder, uids);
      return folder;
    case "cut":
      control.cutSessions(address);
      return folder;
    case "certificate":
      control.registerCertificate(form.get("certificate") ?? "");
      return folder;
    case "revoke":
      await control.revokeGrants(address);
      return folder;
    case "switches":
      setSwitches(control, form.get("scope") === "all" ? "*" : address, switchesFor(service), form);
      return folder;
    default:
      return folder;
  }
}

function setSwitches(
  control: PlaygroundControl,
  scope: string,
  names: readonly SwitchName[],
  form: URLSearchParams,
): void {
  for (const name of names) {
    const off = SWITCHES_OFF[name];
    const given = form.get(name);
    const value =
      typeof off === "boolean"
        ? given !== null
        : typeof off === "number"
          ? Number(given) || 0
          : (given ?? "");
    control.setSwitch(scope, name, value as Switches[typeof name]);
  }
  const profile = form.get("profile") ?? "";
  if (choicesOf(control, scope).includes(profile)) control.setProfile(scope, profile as ProfileName);
}

/** A mailbox has labels or folders, whatever its server is called later. */
function choicesOf(control: PlaygroundControl, address: string): readonly string[] {
  const { gmailIds } = PROFILES[control.profileOf(address)];
  return Object.entries(PROFILES).flatMap(([name, each]) => (each.gmailIds === gmailIds ? [name] : []));
}

function render(control: PlaygroundControl, person: PlaygroundPerson, shown: string): Html {
  const { address, name, service } = person;
  const folders = control.listFolders(address);
  const folder = folders.find(({ path }) => path === shown)?.path ?? "INBOX";
  const here = (extra: string): string =>
    `/?who=${encodeURIComponent(address)}&folder=${encodeURIComponent(extra)}`;
  return html`<header><div class="brand"><i></i>Playground 365</div>
    <nav aria-label="People">${PEOPLE.map(
      (each) =>
        html`<a href="/?who=${encodeURIComponent(each.address)}" ${each.address === address ? html`aria-current="page"` : ""}>${each.name}</a>`,
    )}</nav></header>
  <main class="desk">
    <section class="box" aria-label="${service === "google" ? "Gmail" : "Outlook"} of ${name}">
      <h1>${name}</h1>
      <p class="dim">${address} · password <b>${person.password}</b> · ${person.tenantName}</p>
      <div class="mail">
        <nav aria-label="Folders" class="folders">${folders.map(
          (each) =>
            html`<a href="${here(each.path)}" ${each.path === folder ? html`aria-current="page"` : ""}><span>${each.path}</span> <b>${each.unseen > 0 ? each.unseen : ""}</b></a>`,
        )}</nav>
        ${messages(control, address, folder, folders, here(folder))}
      </div>
    </section>
    <aside>
      <section class="box"><h2>Write to ${name}</h2>
        <form method="post" action="${here(folder)}"><button name="action" value="reply" class="primary">A candidate replies</button></form>
        <form method="post" action="${here(folder)}" class="stack">
          <label>From <input name="from" value="Jürgen Groß" maxlength="100"></label>
          <label>Subject <input name="subject" value="Question about the vacancy" maxlength="300"></label>
          <label>Text <textarea name="text" rows="3">Is the position still open?</textarea></label>
          <div class="row"><button name="action" value="write">Send</button></div>
        </form></section>
      ${switches(control, person, here(folder))}
      ${service === "microsoft" ? registration(control, here(folder)) : ""}
      <section class="box"><h2>Last IMAP commands</h2>
        <ol class="log">${[...control.lastCommands]
          .slice(-15)
          .reverse()
          .map(
            ({ address: who, command, at }) =>
              html`<li><time>${new Date(at).toISOString().slice(11, 19)}</time> ${who.split("@")[0] ?? ""} <b>${command}</b></li>`,
          )}</ol></section>
    </aside>
  </main>${FOLLOW}`;
}

function messages(
  control: PlaygroundControl,
  address: string,
  folder: string,
  folders: readonly { readonly path: string }[],
  action: string,
): Html {
  const rows = control.listMessages(address, folder);
  return html`<form method="post" action="${action}" class="messages">
    <div class="bar">
      <button name="action" value="read">Read</button><button name="action" value="unread">Unread</button>
      <button name="action" value="flag">Flag</button><button name="action" value="unflag">Unflag</button>
      <span class="joined"><select name="to" aria-label="Move to">${folders
        .filter(({ path }) => path !== folder)
        .map(
          ({ path }) => html`<option>${path}</option>`,
        )}</select><button name="action" value="move">Move</button></span>
      <button name="action" value="delete">Delete</button><button name="action" value="erase">Delete for good</button>
    </div>
    ${rows.length === 0 ? html`<p class="dim">Nothing in this folder.</p>` : ""}
    <ul>${rows.map(
      ({ uid, subject, from, date, flags }) => html`<li class="${flags.includes("\\Seen") ? "" : "unread"}">
        <label><input type="checkbox" name="uid" value="${uid}"><span class="from">${from}</span>
        <span class="subject">${flags.includes("\\Flagged") ? "⚑ " : ""}${subject}</span>
        <time class="dim">${shortDate(date)}</time></label></li>`,
    )}</ul></form>`;
}

/** What an administrator does in the portal of Entra. */
function registration(control: PlaygroundControl, action: string): Html {
  const count = control.certificateCount;
  return html`<section class="box"><h2>App registration of Twinbox</h2>
    <form method="post" action="${action}" class="stack">
      <label>Upload certificate (PEM), ${count === 0 ? "none yet" : `${count} so far`} <textarea name="certificate" rows="3" required></textarea></label>
      <div class="row"><button name="action" value="certificate">Add</button></div>
    </form></section>`;
}

function switches(control: PlaygroundControl, person: PlaygroundPerson, action: string): Html {
  const { address, service } = person;
  const on = control.switchesOf(address);
  return html`<section class="box"><h2>Failures</h2>
    <form method="post" action="${action}" class="switches">
      ${switchesFor(service).map((name) => switchField(name, on, service))}
      <label class="field"><span>Kind of server</span><select name="profile">${choicesOf(
        control,
        address,
      ).map(
        (name) => html`<option ${control.profileOf(address) === name ? html`selected` : ""}>${name}</option>`,
      )}</select></label>
      <div class="row"><button name="scope" value="all">For everybody</button><button name="scope" value="one" class="primary">For this person</button></div>
      <input type="hidden" name="action" value="switches">
    </form>
    <form method="post" action="${action}" class="apart"><button name="action" value="revoke">Revoke the grant</button> <button name="action" value="cut">End the sessions</button></form>
  </section>`;
}

function switchField(name: SwitchName, on: Switches, service: PlaygroundService): Html {
  const value = on[name];
  const words = wordsOf(name);
  if (typeof value === "boolean") {
    return html`<label class="check"><input type="checkbox" name="${name}" ${value ? html`checked` : ""}> ${words}</label>`;
  }
  const choices = choicesFor(name, service);
  if (choices.length > 0) {
    return html`<label class="field"><span>${words}</span><select name="${name}"><option value="">none</option>${choices.map(
      ([choice, text]) =>
        html`<option value="${choice}" ${choice === value ? html`selected` : ""}>${choice} ${text}</option>`,
    )}</select></label>`;
  }
  const kind = typeof value === "number" ? "number" : "text";
  return html`<label class="field"><span>${words}</span><input type="${kind}" name="${name}" value="${value === 0 ? "" : value}"></label>`;
}

/** The time of today's mail, the day of the rest, UTC. */
function shortDate(ms: number): string {
  const iso = new Date(ms).toISOString();
  return Date.now() - ms < DAY_MS ? iso.slice(11, 16) : iso.slice(0, 10);
}

const STYLE = `
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding:.8rem 1.25rem;background:var(--card);border-bottom:1px solid var(--line)}
header .brand{margin:0}header nav{display:flex;flex-wrap:wrap;gap:.25rem}
nav a{padding:.3rem .7rem;border-radius:7px;color:inherit;text-decoration:none}nav a[aria-current]{background:var(--bg);font-weight:600}
.desk{display:grid;grid-template-columns:minmax(0,1fr) 22rem;gap:1rem;align-items:start;max-width:1400px;margin:1rem auto;padding:0 1rem}
.box{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.25rem;margin-bottom:1rem}
h1{font-size:1.25rem}h2{font-size:1rem;margin:0 0 .6rem}
.mail{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:1rem}
.folders a{display:flex;gap:.5rem;justify-content:space-between;overflow-wrap:anywhere}
.bar{display:flex;flex-wrap:wrap;gap:.35rem;margin-bottom:.5rem}.bar button,.bar select{padding:.25rem .55rem;width:auto;font-size:.9rem}
.joined{display:flex}.joined select{border-radius:7px 0 0 7px;max-width:9rem}.joined button{border-radius:0 7px 7px 0;border-left:0}
.messages ul{list-style:none;margin:0;padding:0}.messages li{border-top:1px solid var(--line)}
.messages label{display:grid;grid-template:"check from subject time"/auto 10rem minmax(0,1fr) auto;gap:.1rem .6rem;align-items:center;padding:.4rem 0;cursor:pointer}
.messages input{grid-area:check;width:auto}.messages .from{grid-area:from}.messages .subject{grid-area:subject}.messages time{grid-area:time}.messages li:hover,nav a:hover{background:var(--bg)}.from,.subject{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.unread .from,.unread .subject{font-weight:700}
time{font-size:.85rem;white-space:nowrap}
.switches{display:grid;gap:.35rem}
.apart{margin-top:1rem;padding-top:1rem;border-top:1px solid var(--line)}.switches .row button{padding:.45rem .8rem}.field{grid-template-columns:minmax(0,1fr) 7.2rem;align-items:center}.field input,.field select{padding:.2rem .4rem}
.log{margin:0;padding:0;list-style:none;font-size:.85rem}
@media(max-width:1000px){.desk{grid-template-columns:minmax(0,1fr)}}
@media(max-width:640px){.mail{grid-template-columns:minmax(0,1fr)}.folders{display:flex;flex-wrap:wrap}.messages label{grid-template:"check from time" "check subject subject"/auto minmax(0,1fr) auto}}
`;
