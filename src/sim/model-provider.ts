// How a process signs in to the model server.
import { assert } from "../base/assert.ts";
import type { Credential, MailProvider } from "../engine/ports/mail.ts";
import type { Faults } from "./faults.ts";
import { cut, notSignedIn, throttled, unreachable } from "./mail-refusals.ts";
import type { MailServer, ServerAccount } from "./mail-server.ts";
import { ModelSession } from "./mail-session.ts";
import type { SimProcess } from "./sim-process.ts";
import type { TokenIssuer } from "./token-issuer.ts";

/** Where the model listens, and what opens every account. */
export const MODEL_PORT = 993;
export const MODEL_PASSWORD = "x";
const LOGIN_MS_MAX = 3_000;

/** What lets in, and whoever says what of it is stored. */
export interface Gate {
  readonly server: MailServer;
  readonly faults: Faults;
  readonly issuer: TokenIssuer | null;
  readonly kept: (person: string) => string | null;
  readonly broken: (what: string) => void;
}

export function createModelProvider(gate: Gate, process: SimProcess): MailProvider {
  const { server, faults } = gate;
  return {
    async open(address, credential, { signal } = {}) {
      await process.step("login", server.random.between(1, LOGIN_MS_MAX));
      if (signal?.aborted) throw cut();
      if (address.port !== MODEL_PORT) throw unreachable();
      const account = server.accounts.get(credential.user);
      assert(account !== undefined, "a sign-in to an account that nobody has");
      const endsAt = admit(gate, account, credential);
      const refusal = faults.ofLogin();
      if (refusal !== null) throw refusal;
      const wait = account.throttledUntil - server.scheduler.time;
      if (wait > 0) throw throttled(wait);
      const told = credential.kind === "bearer" ? credential.expiresAt : null;
      return new ModelSession(account, process, faults, { endsAt, told });
    },
  };
}

/** Until when, world time. A token is used only when what came with it is stored: else a crash would lose it. */
function admit({ issuer, kept, broken }: Gate, account: ServerAccount, credential: Credential): number {
  if (credential.kind === "password") {
    if (issuer !== null || credential.password !== MODEL_PASSWORD) throw notSignedIn();
    return Number.POSITIVE_INFINITY;
  }
  const opens = issuer?.opens(credential.token) ?? null;
  if (issuer === null || opens === null) throw notSignedIn();
  const { person, after, endsAt } = opens;
  if (person !== account.address && !account.openTo.has(person)) throw notSignedIn();
  const stored = kept(person);
  if (stored !== null && issuer.numberOf(stored) <= after) broken("a token is used before it is stored");
  return endsAt;
}
