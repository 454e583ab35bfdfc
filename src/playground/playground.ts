// Playground 365: a Microsoft 365 to play with on this machine. Sign-in, IMAP and SMTP on real sockets, people with
// lifelike mail, and a switch for every failure. For `npm run demo`, the browser tests and integrators; never for
// real mail.
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AdapterPayload } from "oidc-provider";
import type { Log } from "../base/log.ts";
import { PlaygroundControl } from "./control.ts";
import { answerGraph } from "./graph.ts";
import { GraphUploads } from "./graph-uploads.ts";
import { GoogleIdentity } from "./identity/google.ts";
import { Identity } from "./identity/identity.ts";
import { GRAPH, OUTLOOK } from "./identity/provider.ts";
import { PROFILES, type ProfileName } from "./imap/profiles.ts";
import { startImapServer } from "./imap/server.ts";
import type { VerifiedToken } from "./imap/session.ts";
import { Mailboxes } from "./mailbox.ts";
import { handlePage } from "./outlook-page.ts";
import { PEOPLE, type PlaygroundPerson } from "./people.ts";
import { startSmtpServer } from "./smtp.ts";
import { SwitchBoard } from "./switches.ts";

const IMAP_SCOPE = `${OUTLOOK}/IMAP.AccessAsUser.All`;
const GMAIL_SCOPE = "https://mail.google.com/";

export interface PlaygroundOptions {
  /** Keeps keys, grants and changes, so that a second start has the same. */
  readonly dataDir: string;
  readonly redirectUris: readonly string[];
  /** Those that are registered at Google's sign-in; absent: none. */
  readonly googleRedirectUris?: readonly string[];
  /** Absent or 0: any free port. */
  readonly ports?: {
    readonly web?: number;
    readonly imap?: number;
    readonly smtp?: number;
    readonly gmail?: number;
    readonly other?: number;
  };
  /** demo: one mailbox of 20,000 messages; small: every mailbox under 200. */
  readonly size?: "demo" | "small";
  readonly profile?: ProfileName;
  /** How long a message is announced before it can be fetched, ms; absent: as the profile has it. */
  readonly announceMs?: number;
  readonly log?: Log;
  readonly now?: () => number;
}

/** What is set for a cloud of one's own, so that a provider leads here. */
export interface PlaygroundHosts {
  readonly authority: string;
  readonly imap: PlainServer;
  readonly smtp: PlainServer;
  readonly mailResource: string;
  readonly graphResource: string;
  /** Stands in for https://graph.microsoft.com. */
  readonly graph?: string;
}

interface PlainServer {
  readonly host: string;
  readonly port: number;
  readonly security: "none";
}

/** The sign-in and the mailboxes in Google's shape. */
export interface PlaygroundGoogle {
  /** Stands in for https://accounts.google.com. */
  readonly authority: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly imap: { readonly host: string; readonly port: number };
  readonly hosts: PlaygroundHosts;
}

export interface Playground {
  /** Stands in for https://login.microsoftonline.com. */
  readonly authority: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For a mail server that checks access tokens (RFC 7662), credentials in the address. */
  readonly introspectionUrl: string;
  readonly imap: { readonly host: string; readonly port: number };
  readonly smtp: { readonly host: string; readonly port: number };
  /** Stands in for https://graph.microsoft.com. */
  readonly graph: string;
  /** The same mailboxes, as a server of one's own has them: with passwords. */
  readonly other: { readonly host: string; readonly port: number };
  readonly hosts: PlaygroundHosts;
  readonly google: PlaygroundGoogle;
  readonly pageUrl: string;
  readonly people: readonly PlaygroundPerson[];
  readonly control: PlaygroundControl;
  close(): Promise<void>;
}

export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const now = options.now ?? Date.now;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const switches = new SwitchBoard();
  const kind = { size: options.size ?? "demo", labels: options.profile === "gmail" };
  const mailboxes = new Mailboxes(options.dataDir, kind, now);
  const identity = new Identity({
    dataDir: options.dataDir,
    redirectUris: options.redirectUris,
    switches,
    now,
  });
  const google = new GoogleIdentity({
    dataDir: options.dataDir,
    redirectUris: options.googleRedirectUris ?? [],
    switches,
    now,
  });
  const control = new PlaygroundControl({
    mailboxes,
    identity,
    google,
    switches,
    now,
    profile: options.profile ?? "exchange",
    endStaleSessions: async () => {
      await Promise.all([imap, gmail, other].map((server) => server.endStale()));
    },
    cutSessions: (address) => {
      for (const server of [imap, gmail, other]) server.cut(address);
    },
  });
  mailboxes.announceMs = options.announceMs ?? PROFILES[options.profile ?? "exchange"].announceMs;
  const verify = (token: string) =>
    verified(identity.store.accessToken(token)) ?? identity.verifyApplication(token);
  const verifyGoogle = (token: string) => verified(google.store.accessToken(token));
  const served = {
    mailboxes,
    switches,
    profileOf: (address: string) => control.profileOf(address),
    passwordOf: (address: string) => control.passwordOf(address),
    now,
    heard: (address: string, command: string) => control.heard(address, command),
    fetched: (address: string, folder: string, uid: number) => control.fetched(address, folder, uid),
  };
  const imap = await startImapServer(
    { ...served, defaultProfile: () => control.profileOf("*"), verify, scope: IMAP_SCOPE },
    options.ports?.imap ?? 0,
  );
  const gmail = await startImapServer(
    { ...served, defaultProfile: () => "gmail", verify: verifyGoogle, scope: GMAIL_SCOPE },
    options.ports?.gmail ?? 0,
  );
  const other = await startImapServer(
    { ...served, profileOf: () => "modern", defaultProfile: () => "modern", verify, scope: IMAP_SCOPE },
    options.ports?.other ?? 0,
  );
  const smtp = await startSmtpServer(
    mailboxes,
    { verify: (token) => verify(token) ?? verifyGoogle(token), passwordOf: served.passwordOf },
    options.ports?.smtp ?? 0,
    switches,
  );
  const uploads = new GraphUploads(mailboxes);
  const web = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.log?.error("playground.page", { error: error instanceof Error ? error.message : "unknown" });
      if (!response.headersSent) response.statusCode = 500;
      response.end("Something broke in the playground.");
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const known = { token: (id: string) => identity.store.accessToken(id), switches, mailboxes, uploads };
    if (await answerGraph(request, response, known)) return;
    if (await google.handle(request, response)) return;
    if (await identity.handle(request, response)) return;
    await handlePage(request, response, control);
  };
  await new Promise<void>((resolve, reject) => {
    web.once("error", reject);
    web.listen(options.ports?.web ?? 0, "127.0.0.1", resolve);
  });
  const address = web.address();
  if (address === null || typeof address === "string") throw new Error("the playground has no port");
  const authority = `http://127.0.0.1:${address.port}`;
  identity.listenAt(authority);
  google.listenAt(authority);
  const { clientId, clientSecret, introspectionSecret } = identity.registration;
  const at = ({ port }: { readonly port: number }) =>
    ({ host: "127.0.0.1", port, security: "none" }) as const;
  const hosts = { imap: at(imap), smtp: at(smtp), mailResource: OUTLOOK, graphResource: GRAPH };
  return {
    authority,
    clientId,
    clientSecret,
    introspectionUrl: `http://mail-server:${introspectionSecret}@127.0.0.1:${address.port}/organizations/oauth2/v2.0/introspect`,
    imap: { host: "127.0.0.1", port: imap.port },
    smtp: { host: "127.0.0.1", port: smtp.port },
    graph: `${authority}/graph`,
    other: { host: "127.0.0.1", port: other.port },
    hosts: { ...hosts, authority, graph: `${authority}/graph` },
    google: {
      authority: google.authority,
      clientId: google.registration.clientId,
      clientSecret: google.registration.clientSecret,
      imap: { host: "127.0.0.1", port: gmail.port },
      hosts: { ...hosts, authority: google.authority, imap: at(gmail) },
    },
    pageUrl: `${authority}/`,
    people: PEOPLE,
    control,
    async close() {
      await Promise.all([imap.close(), gmail.close(), other.close(), smtp.close()]);
      web.closeAllConnections();
      await new Promise<void>((resolve) => web.close(() => resolve()));
    },
  };
}

function verified(found: AdapterPayload | undefined): VerifiedToken | null {
  if (found?.accountId === undefined || found.exp === undefined) return null;
  return {
    address: found.accountId,
    scopes: String(found.scope ?? "").split(" "),
    expiresAt: found.exp * 1000,
  };
}
