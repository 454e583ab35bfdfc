import type { User } from "../engine/ports/accounts.ts";
import type { ServerDeps } from "./deps.ts";
import { HttpError } from "./http-error.ts";

const INVITE_MS = 24 * 60 * 60_000;

/** Makes the user and the one-time link with which they choose a password. */
export async function invite(
  { accounts, secrets, clock, publicUrl }: Pick<ServerDeps, "accounts" | "secrets" | "clock" | "publicUrl">,
  user: User,
): Promise<string> {
  if (!(await accounts.createUser(user, null))) {
    throw new HttpError(409, "address_taken", "There is a user with this address already.", [
      { field: "email", message: "There is a user with this address already." },
    ]);
  }
  const token = secrets.token();
  const purpose = { kind: "invite", workspaceId: user.workspaceId, userId: user.id } as const;
  await accounts.createLink(secrets.sha256(token), purpose, clock.now() + INVITE_MS);
  return `${publicUrl}/welcome#invite=${token}`;
}
