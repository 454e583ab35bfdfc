// Greeting, STARTTLS, authentication, capabilities: everything until the mailbox may be read.
import { SyncError } from "../../base/sync-error.ts";
import type { Credential, OpenOptions, ServerAddress } from "../../engine/ports/mail.ts";
import type { Connection } from "./connection.ts";
import { protocolError } from "./imap-error.ts";
import type { ResponseCursor } from "./response-cursor.ts";

export type Capabilities = ReadonlySet<string>;

export interface Greeted {
  readonly server: ServerAddress;
  readonly greeting: string;
  readonly reached: OpenOptions["reached"];
}

/** Answers the capabilities after the login. */
export async function signIn(
  connection: Connection,
  credential: Credential,
  greeted: Greeted,
): Promise<Capabilities> {
  const capabilities = await secured(connection, greeted);
  if (/^PREAUTH\b/i.test(greeted.greeting)) return capabilities;
  const after = await authenticate(connection, credential, capabilities);
  return after ?? (await askCapabilities(connection));
}

/** As far as a sign-in may begin: with TLS where it is to be. Answers what the server then says it can. */
export async function secured(
  connection: Connection,
  { server, greeting, reached }: Greeted,
): Promise<Capabilities> {
  if (/^PREAUTH\b/i.test(greeting) && server.security === "starttls") {
    // A greeting that skips the login also skips STARTTLS: somebody in between may have sent it.
    throw protocolError("the server greets as signed in before TLS began");
  }
  const capabilities = inText(greeting) ?? (await askCapabilities(connection));
  if (server.security !== "starttls") return capabilities;
  if (!capabilities.has("STARTTLS")) throw tlsMissing("STARTTLS is not offered");
  await connection.send({ text: "STARTTLS", stage: "command" }).catch((error: unknown) => {
    throw error instanceof SyncError && error.code === "refused" ? tlsMissing("STARTTLS was refused") : error;
  });
  reached?.("starttls");
  await connection.startTls();
  reached?.("tls");
  // What was said in clear text counts no longer.
  return askCapabilities(connection);
}

function tlsMissing(said: string): SyncError {
  return new SyncError("tlsMissing", { scope: "mailbox", retry: "askUser", said });
}

async function authenticate(
  connection: Connection,
  credential: Credential,
  capabilities: Capabilities,
): Promise<Capabilities | null> {
  const { mechanism, initial } = mechanismFor(credential, capabilities);
  let told: Capabilities | null = null;
  const heard = (
    keyword: string,
    _number: number | null,
    _response: unknown,
    cursor: ResponseCursor,
  ): boolean => {
    if (keyword !== "CAPABILITY") return false;
    told = wordsOf(cursor);
    return true;
  };
  if (mechanism === "LOGIN" && credential.kind === "password") {
    const text = `LOGIN ${quote(credential.user)} ${quote(credential.password)}`;
    const secrets = [quote(credential.password)];
    return inText(await connection.send({ text, stage: "signIn", secrets, untagged: heard })) ?? told;
  }
  let sent = capabilities.has("SASL-IR");
  const ok = await connection.send({
    text: sent ? `AUTHENTICATE ${mechanism} ${initial}` : `AUTHENTICATE ${mechanism}`,
    stage: "signIn",
    secrets: [initial],
    untagged: heard,
    continuation: () => {
      if (sent) return "";
      sent = true;
      return initial;
    },
  });
  return inText(ok) ?? told;
}

/** XOAUTH2: developers.google.com/gmail/imap/xoauth2-protocol; OAUTHBEARER: RFC 7628; PLAIN: RFC 4616. */
function mechanismFor(
  credential: Credential,
  capabilities: Capabilities,
): { readonly mechanism: string; readonly initial: string } {
  const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  const { user } = credential;
  if (/\p{Cc}/u.test(user)) throw protocolError("a user name with control characters");
  if (credential.kind === "password") {
    if (capabilities.has("AUTH=PLAIN")) {
      return { mechanism: "PLAIN", initial: base64(`\0${user}\0${credential.password}`) };
    }
    if (!capabilities.has("LOGINDISABLED")) return { mechanism: "LOGIN", initial: "" };
    throw new SyncError("authenticationFailed", {
      scope: "mailbox",
      retry: "askUser",
      said: "the server takes no passwords",
    });
  }
  if (!capabilities.has("AUTH=XOAUTH2") && capabilities.has("AUTH=OAUTHBEARER")) {
    const initial = base64(`n,a=${user},\x01auth=Bearer ${credential.token}\x01\x01`);
    return { mechanism: "OAUTHBEARER", initial };
  }
  return { mechanism: "XOAUTH2", initial: base64(`user=${user}\x01auth=Bearer ${credential.token}\x01\x01`) };
}

export async function askCapabilities(connection: Connection): Promise<Capabilities> {
  let found: Capabilities = new Set();
  await connection.send({
    text: "CAPABILITY",
    stage: "command",
    untagged: (keyword, _number, _response, cursor) => {
      if (keyword !== "CAPABILITY") return false;
      found = wordsOf(cursor);
      return true;
    },
  });
  return found;
}

function wordsOf(cursor: ResponseCursor): Capabilities {
  const words = new Set<string>();
  for (;;) {
    const word = cursor.atom();
    if (word === "") return words;
    words.add(word.toUpperCase());
  }
}

/** The capabilities a server adds to its greeting or its OK: "[CAPABILITY IMAP4rev1 ...]". */
function inText(text: string): Capabilities | null {
  const list = /\[CAPABILITY ([^\]]*)\]/i.exec(text)?.[1];
  return list === undefined ? null : new Set(list.toUpperCase().split(" "));
}

/** A quoted string (RFC 3501 section 9); what can't stand in one is refused, never sent as something else. */
export function quote(text: string): string {
  return quoteBytes(Buffer.from(text, "utf8").toString("latin1"));
}

/** The same of text that is one character a byte already. */
export function quoteBytes(bytes: string): string {
  if (/[\r\n]|\0/.test(bytes)) throw protocolError("text with line breaks can't be sent");
  return `"${bytes.replace(/["\\]/g, "\\$&")}"`;
}
