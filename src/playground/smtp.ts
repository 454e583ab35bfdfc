// Submission with XOAUTH2 or a password: delivers to the people of the playground and files the copy in Sent Items by
// itself, as Exchange does.
import { SMTPServer, type SMTPServerAuthentication } from "smtp-server";
import type { VerifiedToken } from "./imap/session.ts";
import type { Mailboxes } from "./mailbox.ts";
import { answered, SEND_REFUSALS } from "./smtp-refusals.ts";
import type { SwitchBoard } from "./switches.ts";

const SCOPES = ["https://outlook.office.com/SMTP.Send", "https://mail.google.com/"];
const BYTES_MAX = 35 * 1024 * 1024;

export interface SmtpServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface SmtpSignIn {
  readonly verify: (token: string) => VerifiedToken | null;
  readonly passwordOf: (address: string) => string | null;
}

export async function startSmtpServer(
  mailboxes: Mailboxes,
  signIn: SmtpSignIn,
  port: number,
  switches: SwitchBoard,
): Promise<SmtpServer> {
  const server = new SMTPServer({
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    size: BYTES_MAX,
    logger: false,
    onAuth(auth, _session, done) {
      const { smtpLoginError, noMailbox } = switches.of(auth.username?.toLowerCase() ?? "");
      if (smtpLoginError !== "") {
        done(answered(smtpLoginError));
        return;
      }
      const address = noMailbox
        ? null
        : signedIn(signIn, auth, (tenantId, wanted) => {
            const isThere = mailboxes.account(wanted)?.person.tenantId === tenantId;
            return isThere && !switches.of(wanted).appHasNoAccess;
          });
      if (address === null) done(new Error("5.7.3 Authentication unsuccessful"));
      else done(null, { user: address });
    },
    onMailFrom(address, session, done) {
      const own = address.address.toLowerCase() === session.user;
      done(own ? null : answered(SEND_REFUSALS[0]));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { smtpSendError, smtpCutAtEnd, sentNotFiled } = switches.of(String(session.user));
        const refusal = stream.sizeExceeded ? "552 5.3.4 Message size exceeds fixed limit" : smtpSendError;
        if (refusal !== "") {
          done(answered(refusal));
          return;
        }
        const raw = Buffer.concat(chunks);
        for (const { address } of session.envelope.rcptTo) {
          if (mailboxes.account(address) !== undefined) mailboxes.add(address.toLowerCase(), "INBOX", raw);
        }
        if (!sentNotFiled) fileSent(mailboxes, String(session.user), raw);
        if (!smtpCutAtEnd) done();
        for (const each of smtpCutAtEnd ? server.connections : []) if (each.id === session.id) each.close();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  server.on("error", () => undefined);
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the SMTP server has no port");
  return {
    port: address.port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function signedIn(
  { verify, passwordOf }: SmtpSignIn,
  { username = "", password, accessToken }: SMTPServerAuthentication,
  isReachable: (tenantId: string, address: string) => boolean,
): string | null {
  const address = username.toLowerCase();
  if (password !== undefined) return passwordOf(address) === password ? address : null;
  const verified = verify(accessToken ?? "");
  if (verified?.tenantId !== undefined) return isReachable(verified.tenantId, address) ? address : null;
  const maySend = verified?.scopes.some((scope) => SCOPES.includes(scope)) === true;
  return maySend && verified.address === address ? address : null;
}

function fileSent(mailboxes: Mailboxes, address: string, raw: Buffer): void {
  const sent = [...(mailboxes.account(address)?.folders.values() ?? [])].find(({ use }) => use === "\\Sent");
  if (sent !== undefined) mailboxes.add(address, sent.path, raw, ["\\Seen"]);
}
