// More was granted at a sign-in than was asked: told to the administrator where it can be taken away, and nobody is kept out.
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { moreAllowed } from "../core/sign-in/more-allowed.ts";
import { cloudOf } from "../core/sign-in/sign-in-services.ts";
import type { Connections, Provider } from "./ports/connections.ts";
import type { SignedIn } from "./ports/oauth.ts";
import type { Hints } from "./ports/sync.ts";

export interface TellMoreAllowedDeps {
  readonly connections: Pick<Connections, "tellMoreAllowed">;
  readonly hints: Pick<Hints, "publish">;
  readonly clock: Clock;
  readonly log: Log;
}

export async function tellMoreAllowed(
  { connections, hints, clock, log }: TellMoreAllowedDeps,
  provider: Provider,
  { tokens }: SignedIn,
): Promise<void> {
  const cloud = cloudOf(provider);
  const more = cloud === null ? [] : moreAllowed(cloud, tokens.scopes);
  if (more.length === 0 || !(await connections.tellMoreAllowed(provider, more, clock.now()))) return;
  const { workspaceId, id } = provider;
  log.warn("provider.more-allowed", { workspace: workspaceId, provider: id, permissions: more.join(" ") });
  hints.publish({ kind: "settings", workspaceId });
}
