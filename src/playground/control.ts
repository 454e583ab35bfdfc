// What the buttons of the playground's page do, as methods: for the page, for tests, for integrators.

import { type Folder, findMessage, type StoredMessage } from "./folder.ts";
import type { GoogleIdentity } from "./identity/google.ts";
import type { Identity } from "./identity/identity.ts";
import type { ProfileName } from "./imap/profiles.ts";
import { dateHeader, encodeWords, mailbox } from "./mail/generate-message.ts";
import type { Mailboxes } from "./mailbox.ts";
import { PEOPLE, type PlaygroundService, personAt, TENANTS } from "./people.ts";
import type { SwitchBoard, Switches, SwitchName } from "./switches.ts";

const COMMANDS_KEPT = 200;
const MAIL_SCOPES: Readonly<Record<PlaygroundService, string>> = {
  microsoft: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
  google: "https://mail.google.com/",
};

export interface Letter {
  readonly folder?: string;
  readonly from?: { readonly name: string; readonly address: string };
  readonly subject?: string;
  readonly text?: string;
  /** The whole message; then the fields above don't count. */
  readonly raw?: Uint8Array;
  readonly date?: number;
  readonly flags?: readonly string[];
}

export interface ControlDeps {
  readonly mailboxes: Mailboxes;
  readonly identity: Identity;
  readonly google: GoogleIdentity;
  readonly switches: SwitchBoard;
  readonly now: () => number;
  readonly profile: ProfileName;
  readonly endStaleSessions: () => Promise<void>;
  readonly cutSessions: (address: string) => void;
}

export interface FolderSummary {
  readonly path: string;
  readonly messages: number;
  readonly unseen: number;
}

export interface MessageSummary {
  readonly uid: number;
  readonly subject: string;
  readonly from: string;
  readonly date: number;
  readonly flags: readonly string[];
}

export class PlaygroundControl {
  readonly #deps: ControlDeps;
  readonly #profiles = new Map<string, ProfileName>();
  readonly #passwords = new Map<string, string>();
  readonly #commands: { readonly address: string; readonly command: string; readonly at: number }[] = [];
  readonly #fetched = new Map<string, number>();
  #letters = 0;

  constructor(deps: ControlDeps) {
    this.#deps = deps;
    this.#profiles.set("*", deps.profile);
  }

  /** Delivers a message; answers its uid. */
  async deliver(address: string, letter: Letter = {}): Promise<number> {
    const { mailboxes, now } = this.#deps;
    const date = letter.date ?? now();
    const raw = letter.raw ?? this.#write(address, letter, date);
    return mailboxes.add(address, letter.folder ?? "INBOX", raw, letter.flags ?? [], date);
  }

  async move(address: string, from: string, uids: readonly number[], to: string): Promise<readonly number[]> {
    return this.#deps.mailboxes.move(address, from, uids, to);
  }

  /** Where there are labels: given one more. */
  async copy(address: string, from: string, uids: readonly number[], to: string): Promise<readonly number[]> {
    return this.#deps.mailboxes.copy(address, from, uids, to);
  }

  /** For good, as "Shift+Delete". */
  async expunge(address: string, folder: string, uids: readonly number[]): Promise<void> {
    this.#deps.mailboxes.expunge(address, folder, uids);
  }

  /** To Deleted Items, as the Delete key. */
  async remove(address: string, folder: string, uids: readonly number[]): Promise<void> {
    const bin = this.#folders(address).find(({ use }) => use === "\\Trash");
    if (bin === undefined || bin.path === folder) this.#deps.mailboxes.expunge(address, folder, uids);
    else this.#deps.mailboxes.move(address, folder, uids, bin.path);
  }

  async setFlag(address: string, folder: string, uid: number, flag: string, on: boolean): Promise<void> {
    const message = findMessage(this.#deps.mailboxes.folder(address, folder), uid);
    if (message === undefined) return;
    const flags = new Set(message.flags);
    if (on) flags.add(flag);
    else flags.delete(flag);
    this.#deps.mailboxes.setFlags(address, folder, uid, flags);
  }

  async createFolder(address: string, path: string): Promise<void> {
    this.#deps.mailboxes.create(address, path);
  }

  async renameFolder(address: string, from: string, to: string): Promise<void> {
    this.#deps.mailboxes.rename(address, from, to);
  }

  async deleteFolder(address: string, path: string): Promise<void> {
    this.#deps.mailboxes.delete(address, path);
  }

  /** Gives all messages other uids; sessions that have the folder open end. */
  async bumpUidValidity(address: string, folder: string): Promise<void> {
    this.#deps.mailboxes.renumber(address, folder);
    await this.#deps.endStaleSessions();
  }

  listFolders(address: string): readonly FolderSummary[] {
    return this.#folders(address)
      .filter(({ stub }) => !stub)
      .map(({ path, messages }) => ({
        path,
        messages: messages.length,
        unseen: messages.filter(({ flags }) => !flags.has("\\Seen")).length,
      }));
  }

  /** The newest first. */
  listMessages(address: string, folder: string, limit = 30): readonly MessageSummary[] {
    return this.#deps.mailboxes
      .folder(address, folder)
      .messages.slice(-limit)
      .reverse()
      .map(({ uid, date, flags, bytes }) => ({ uid, date, flags: [...flags], ...headline(bytes()) }));
  }

  /** The exact bytes of a message as they are served. */
  bytesOf(address: string, folder: string, uid: number): Buffer {
    return this.#message(address, folder, uid).bytes();
  }

  flagsOf(address: string, folder: string, uid: number): readonly string[] {
    return [...this.#message(address, folder, uid).flags];
  }

  #message(address: string, folder: string, uid: number): StoredMessage {
    const message = findMessage(this.#deps.mailboxes.folder(address, folder), uid);
    if (message === undefined) throw new Error(`no message ${uid} in ${folder}`);
    return message;
  }

  uidsOf(address: string, folder: string): readonly number[] {
    return this.#deps.mailboxes.folder(address, folder).messages.map(({ uid }) => uid);
  }

  /** `address` "*" for everybody. */
  setSwitch<N extends SwitchName>(address: string, name: N, value: Switches[N]): void {
    const was = this.#deps.switches.of(address)[name];
    this.#deps.switches.set(address, name, value);
    // What was approved before is forgotten when it is needed anew.
    if (name === "consentNeedsAdmin" && value === true && was === false) {
      for (const { id } of TENANTS) this.#deps.identity.store.withdrawApproval(id);
    }
    // Also of sessions that only listen.
    if (name === "unreachable") void this.#deps.endStaleSessions();
  }

  switchesOf(address: string): Switches {
    return this.#deps.switches.of(address);
  }

  clearSwitches(): void {
    this.#deps.switches.clear();
  }

  profileOf(address: string): ProfileName {
    if (personAt("google", address) !== undefined) return "gmail";
    return this.#profiles.get(address) ?? this.#profiles.get("*") ?? this.#deps.profile;
  }

  setProfile(address: string, profile: ProfileName): void {
    this.#profiles.set(address, profile);
  }

  /** As an administrator's "revoke sessions": every token of this person dies, and the IMAP sessions with them. */
  async revokeGrants(address: string): Promise<void> {
    this.#serviceOf(address).store.revokeAccount(address);
    await this.#deps.endStaleSessions();
  }

  passwordOf(address: string): string | null {
    const person = this.#deps.mailboxes.account(address)?.person;
    return person === undefined ? null : (this.#passwords.get(person.address) ?? person.password);
  }

  /** Of mail programs; the pages take the old one on. Sessions that signed in with it end. */
  async changePassword(address: string, password: string): Promise<void> {
    this.#passwords.set(address.toLowerCase(), password);
    await this.#deps.endStaleSessions();
  }

  /** Whoever reads this mailbox has to sign in again, with the token there is. */
  cutSessions(address: string): void {
    this.#deps.cutSessions(address);
  }

  /** Uploads to the application's registration at Microsoft; false where it is no certificate (PEM). */
  registerCertificate(pem: string): boolean {
    return this.#deps.identity.store.registerCertificate(pem);
  }

  get certificateCount(): number {
    return this.#deps.identity.store.certificateCount;
  }

  /** An administrator of this person's organisation approves what users are asked for. */
  approveUsers(address: string): void {
    this.#deps.identity.store.approveTenant(personAt("microsoft", address)?.tenantId ?? "");
  }

  /** Whether the application may sign in as itself at this person's organisation; sessions that it has end. */
  async approveApplication(address: string, isApproved: boolean): Promise<void> {
    const tenantId = personAt("microsoft", address)?.tenantId;
    if (tenantId === undefined) throw new Error(`${address} is in no directory`);
    this.#deps.identity.store.approveApplication(tenantId, isApproved);
    await this.#deps.endStaleSessions();
  }

  /** Whether anything lives that this person allowed. */
  hasAllowed(address: string): boolean {
    return this.#serviceOf(address).store.hasGrant(address);
  }

  /** An access token without the pages. */
  async issueToken(
    address: string,
    options: { readonly scope?: string; readonly seconds?: number } = {},
  ): Promise<string> {
    const scope = options.scope ?? MAIL_SCOPES[serviceOf(address)];
    return this.#serviceOf(address).issueToken(address, scope, options.seconds ?? 3_600);
  }

  set accessTokenSeconds(seconds: number) {
    this.#deps.identity.accessTokenSeconds = seconds;
    this.#deps.google.accessTokenSeconds = seconds;
  }

  #serviceOf(address: string): Identity | GoogleIdentity {
    return serviceOf(address) === "google" ? this.#deps.google : this.#deps.identity;
  }

  /** What nobody but the application may ever see: its own secrets, and what it was given. */
  get secrets(): readonly string[] {
    const { identity, google } = this.#deps;
    return [identity, google].flatMap(({ registration, store }) => [
      registration.clientSecret,
      ...store.secrets,
    ]);
  }

  heard(address: string, command: string): void {
    this.#commands.push({ address, command, at: this.#deps.now() });
    if (this.#commands.length > COMMANDS_KEPT) this.#commands.shift();
  }

  fetched(address: string, folder: string, uid: number): void {
    const key = `${address}/${folder}/${uid}`;
    this.#fetched.set(key, (this.#fetched.get(key) ?? 0) + 1);
  }

  /** How often the headers or the body of a message were fetched. */
  timesFetched(address: string, folder: string, uid: number): number {
    return this.#fetched.get(`${address}/${folder}/${uid}`) ?? 0;
  }

  /** How many headers and bodies were fetched in all. */
  fetchesOf(address: string): number {
    const counts = [...this.#fetched].filter(([key]) => key.startsWith(`${address}/`));
    return counts.reduce((sum, [, times]) => sum + times, 0);
  }

  get lastCommands(): readonly { readonly address: string; readonly command: string; readonly at: number }[] {
    return this.#commands;
  }

  #folders(address: string): readonly Folder[] {
    const account = this.#deps.mailboxes.account(address);
    if (account === undefined) throw new Error(`nobody is called ${address}`);
    return [...account.folders.values()];
  }

  #write(address: string, letter: Letter, date: number): Buffer {
    const from = letter.from ?? { name: "Eva de Wit", address: "eva.dewit@mail.example" };
    const person = PEOPLE.find((each) => each.address === address);
    const text =
      letter.text ?? "Good morning,\n\nTuesday at ten suits me well. I will bring my references.\n\nEva";
    return Buffer.from(
      `${[
        `Message-ID: <${date.toString(36)}.${++this.#letters}@playground.example>`,
        `Date: ${dateHeader(date)}`,
        `From: ${mailbox(from.name, from.address)}`,
        `To: ${mailbox(person?.name ?? "", address)}`,
        `Subject: ${encodeWords(letter.subject ?? "Re: Interview on Tuesday")}`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
      ].join("\r\n")}\r\n\r\n${Buffer.from(text)
        .toString("base64")
        .replace(/(.{76})/g, "$1\r\n")}\r\n`,
    );
  }
}

function serviceOf(address: string): PlaygroundService {
  return personAt("google", address) === undefined ? "microsoft" : "google";
}

function headline(raw: Buffer): { readonly subject: string; readonly from: string } {
  const head = (raw.toString("latin1").split("\r\n\r\n", 1)[0] ?? "").replace(/\r\n[ \t]+/g, " ");
  const field = (name: string): string => {
    const value = new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
    return value
      .replace(/\?= =\?utf-8\?B\?/gi, "")
      .replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, base64: string) => Buffer.from(base64, "base64").toString());
  };
  return {
    subject: field("Subject"),
    from: field("From")
      .replace(/\s*<[^>]*>/, "")
      .replace(/"/g, ""),
  };
}
