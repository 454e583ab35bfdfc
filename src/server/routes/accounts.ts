import { newId, type OperatorId } from "../../base/ids.ts";
import type { Principal } from "../../engine/ports/accounts.ts";
import { createClientAddress } from "../client-address.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError } from "../http-error.ts";
import { languageOf } from "../language.ts";
import { presentSession } from "../present.ts";
import type { Handlers } from "../register.ts";
import type { Sessions } from "../sessions.ts";

const TRY_WINDOW_MS = 15 * 60_000;
/** Tries in a row per network address and account, and per network address over all accounts (an office shares one). */
const TRIES_PER_ACCOUNT_MAX = 10;
const TRIES_PER_CLIENT_MAX = 300;

type AccountHandlers = Pick<Handlers, "signIn" | "welcome" | "readSession" | "signOut">;

export function accountRoutes(deps: ServerDeps, sessions: Sessions): AccountHandlers {
  const { accounts, passwords, secrets, clock, random } = deps;
  const clientOf = createClientAddress(deps.proxies);
  const triesKey = (env: unknown, account: string): string => `sign-in:${clientOf(env)}:${account}`;

  /** `account` null: what is tried are links, of which nobody guesses one; colleagues at one address must not keep each
   *  other from opening theirs. */
  async function slowDown(env: unknown, account: string | null): Promise<void> {
    const now = clock.now();
    const counts = await Promise.all([
      account === null ? 0 : accounts.countTry(triesKey(env, account), TRY_WINDOW_MS, now),
      accounts.countTry(`sign-in:${clientOf(env)}`, TRY_WINDOW_MS, now),
    ]);
    if (counts[0] > TRIES_PER_ACCOUNT_MAX || counts[1] > TRIES_PER_CLIENT_MAX) {
      throw new HttpError(429, "too_many_tries", "Too many tries. Wait a quarter of an hour and try again.");
    }
  }

  async function audit(principal: Principal, action: string): Promise<void> {
    const user = principal.kind === "user" ? principal.user : null;
    const actor = user === null ? `operator:${principalId(principal)}` : `user:${user.id}`;
    await accounts.audit({
      at: clock.now(),
      workspaceId: user?.workspaceId ?? null,
      actor,
      action,
      detail: {},
    });
  }

  return {
    async signIn({ body, context }) {
      const email = body.email.trim().toLowerCase();
      await slowDown(context.env, email);
      const logins = await accounts.findLogins(email);
      let principal: Principal | null = null;
      // All are tried, so that the time taken doesn't tell how many accounts there are.
      for (const login of logins.length === 0 ? [{ principal: null, passwordHash: null }] : logins) {
        if (await passwords.matches(body.password, login.passwordHash)) principal ??= login.principal;
      }
      if (principal === null) {
        throw new HttpError(401, "wrong_credentials", "This address and password don't belong together.");
      }
      await accounts.forgetTries(triesKey(context.env, email));
      await sessions.start(context, principal);
      await audit(principal, "session.started");
      return presentSession(principal);
    },

    async welcome({ body, context }) {
      await slowDown(context.env, null);
      const hash = secrets.sha256(body.token);
      const purpose = await accounts.readLink(hash, clock.now());
      if (purpose === null)
        throw new HttpError(410, "link_used", "This link was used already, or is too old.");
      const passwordHash = await passwords.hash(body.password);
      let principal: Principal;
      if (purpose.kind === "firstOperator") {
        if (body.email === undefined || body.name === undefined) {
          throw new HttpError(422, "invalid", "Name and address are needed.", [
            { field: body.name === undefined ? "name" : "email", message: "Fill this in.", code: "required" },
          ]);
        }
        const operator = {
          id: newId<OperatorId>(clock, random),
          email: body.email.toLowerCase(),
          name: body.name,
          language: languageOf(context),
        };
        await takeOrFail(hash);
        await accounts.createOperator(operator, passwordHash);
        principal = { kind: "operator", operator };
      } else {
        await takeOrFail(hash);
        await accounts.setPassword(purpose.workspaceId, purpose.userId, passwordHash);
        const user = (await accounts.listUsers(purpose.workspaceId)).find(({ id }) => id === purpose.userId);
        const workspace = await accounts.readWorkspace(purpose.workspaceId);
        if (user === undefined || workspace === null) {
          throw new HttpError(410, "link_used", "This account is gone.");
        }
        principal = { kind: "user", user, workspace };
      }
      await sessions.start(context, principal);
      await audit(principal, "account.opened");
      return presentSession(principal);
    },

    readSession: async ({ principal }) => presentSession(principal),

    async signOut({ context }) {
      await sessions.end(context);
    },
  };

  async function takeOrFail(hash: Uint8Array): Promise<void> {
    if ((await accounts.takeLink(hash, clock.now())) === null) {
      throw new HttpError(410, "link_used", "This link was used already, or is too old.");
    }
  }
}

function principalId(principal: Principal): string {
  return principal.kind === "user" ? principal.user.id : principal.operator.id;
}
