import type { CommandHandler, Outcome } from "./commands.ts";
import { text } from "./parse-command.ts";
import type { Session } from "./session.ts";

export const AUTH_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  CAPABILITY: {
    needs: "nothing",
    async run(session) {
      const { before, after } = session.profile;
      await session.write(`* CAPABILITY ${session.account === null ? before : after}\r\n`);
      return "OK CAPABILITY completed.";
    },
  },
  NOOP: { needs: "nothing", run: async () => "OK NOOP completed." },
  ID: {
    needs: "nothing",
    async run(session) {
      await session.write('* ID ("name" "Playground 365")\r\n');
      return "OK ID completed.";
    },
  },
  LOGOUT: {
    needs: "nothing",
    async run(session, { tag }) {
      await session.write(`* BYE Playground signing off.\r\n${tag} OK LOGOUT completed.\r\n`);
      session.cut();
      return null;
    },
  },
  LOGIN: {
    needs: "nothing",
    run: (session, { args }) => byPassword(session, text(args[0]), text(args[1]), "LOGIN"),
  },
  ENABLE: {
    needs: "login",
    async run(session, { args }) {
      const wanted = args.map((arg) => text(arg).toUpperCase());
      const enabled = wanted.filter(
        (name) => session.profile.condstore && /^(?:CONDSTORE|QRESYNC)$/.test(name),
      );
      session.condstore ||= enabled.length > 0;
      session.qresync ||= enabled.includes("QRESYNC");
      await session.write(`* ENABLED ${enabled.join(" ")}\r\n`);
      return "OK ENABLE completed.";
    },
  },
  NAMESPACE: {
    needs: "login",
    async run(session) {
      await session.write('* NAMESPACE (("" "/")) NIL NIL\r\n');
      return "OK NAMESPACE completed.";
    },
  },
  AUTHENTICATE: {
    needs: "nothing",
    async run(session, { args, tag }) {
      const mechanism = text(args[0]).toUpperCase();
      const check = MECHANISMS[mechanism];
      if (check === undefined) return "NO AUTHENTICATE failed.";
      const initial = args[1];
      if (initial !== undefined) return check(session, tag, text(initial));
      session.awaiting = async (line) => {
        const outcome = await check(session, tag, line);
        if (outcome !== null) await session.write(`${tag} ${outcome}\r\n`);
      };
      await session.write("+ \r\n");
      return null;
    },
  },
};

type Mechanism = (session: Session, tag: string, base64: string) => Promise<Outcome>;

const MECHANISMS: Readonly<Record<string, Mechanism>> = {
  XOAUTH2: answer,
  OAUTHBEARER: answer,
  PLAIN(session, _tag, base64) {
    const [, user = "", password = ""] = Buffer.from(base64, "base64").toString("utf8").split("\0");
    return byPassword(session, user, password, "AUTHENTICATE");
  },
};

/** Gmail explains a refused token first, and refuses once the client has taken note. */
async function answer(session: Session, tag: string, base64: string): Promise<Outcome> {
  const { challenge, loginRefused } = session.profile.sayings;
  const outcome = await byToken(session, base64);
  if (challenge === null || outcome !== loginRefused) return outcome;
  session.awaiting = () => session.write(`${tag} ${loginRefused}\r\n`);
  await session.write(`+ ${challenge}\r\n`);
  return null;
}

/** What the switches make of a sign-in; undefined: nothing. */
async function hindered(session: Session, user: string): Promise<Outcome | undefined> {
  const switches = session.context.switches.of(user);
  if (switches.loginMs > 0) await new Promise((resolve) => setTimeout(resolve, switches.loginMs));
  if (switches.unreachable) {
    session.cut();
    return null;
  }
  const { sayings } = session.profile;
  if (switches.tooManyConnections) return sayings.tooManyConnections;
  if (switches.webLogin) return sayings.webLogin;
  return switches.imapOff && sayings.imapOffAtLogin ? sayings.imapOff : undefined;
}

async function byPassword(
  session: Session,
  user: string,
  password: string,
  command: "LOGIN" | "AUTHENTICATE",
): Promise<Outcome> {
  const { context } = session;
  const hindrance = await hindered(session, user);
  if (hindrance !== undefined) return hindrance;
  const account = context.mailboxes.account(user);
  const isRight = (): boolean => context.passwordOf(user) === password;
  const { takesPasswords } = session.profile;
  if (!takesPasswords || context.switches.of(user).loginRefused || account === undefined || !isRight()) {
    return `NO [AUTHENTICATIONFAILED] ${command} failed.`;
  }
  session.account = account;
  session.isStillAllowed = isRight;
  return `OK ${command} completed.`;
}

async function byToken(session: Session, base64: string): Promise<Outcome> {
  const { context } = session;
  const sasl = Buffer.from(base64, "base64").toString("utf8");
  const { user, token } = parseSasl(sasl);
  const hindrance = await hindered(session, user);
  if (hindrance !== undefined) return hindrance;
  const switches = context.switches.of(user);
  const { sayings } = session.profile;
  const verified = context.verify(token);
  const account = context.mailboxes.account(user);
  if (switches.loginRefused || switches.noMailbox || verified === null || account === undefined)
    return sayings.loginRefused;
  // A token for another resource, or somebody else's mailbox: Exchange says the same of both.
  if (!verified.scopes.includes(context.scope)) return sayings.loginRefused;
  if (verified.tenantId !== undefined) {
    if (verified.tenantId !== account.person.tenantId || switches.appHasNoAccess) return sayings.loginRefused;
    session.account = account;
    session.isStillAllowed = () => context.verify(token) !== null;
    return "OK AUTHENTICATE completed.";
  }
  const opener = context.mailboxes.account(verified.address)?.person;
  if (verified.address !== user && !opener?.mayOpen.includes(user)) return sayings.loginRefused;
  session.account = account;
  session.isStillAllowed = () => context.verify(token) !== null;
  return "OK AUTHENTICATE completed.";
}

/** XOAUTH2 and OAUTHBEARER: fields that end with the character 1. */
function parseSasl(sasl: string): { readonly user: string; readonly token: string } {
  const fields = sasl.split(String.fromCharCode(1));
  const named = (prefix: string): string =>
    fields.find((field) => field.toLowerCase().startsWith(prefix))?.slice(prefix.length) ?? "";
  const user = named("user=") || (/^n,a=([^,]*),/.exec(sasl)?.[1] ?? "");
  return { user: user.toLowerCase(), token: named("auth=bearer ") };
}
