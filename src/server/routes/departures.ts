// Mail that left every mapped folder, as its user is told of it: looked at, kept here, or removed here.
import type { BodyOf } from "../../api/operations.ts";
import type { FolderId } from "../../base/ids.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { ToldDepartures } from "../../engine/ports/retention.ts";
import { connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import type { Handlers } from "../register.ts";

type DepartureHandlers = Pick<Handlers, "dismissDepartures" | "keepDepartures" | "removeDepartures">;

interface Asked {
  readonly principal: UserPrincipal;
  readonly params: { readonly mailboxId: string };
  readonly body: BodyOf<"keepDepartures">;
}

export function departureRoutes(deps: ServerDeps): DepartureHandlers {
  const { reading, retention, hints, clock } = deps;

  /** What is told of it changes for everybody who is connected. */
  async function act(
    { principal, params, body }: Asked,
    done: (told: ToldDepartures) => Promise<number>,
  ): Promise<{ readonly messages: number }> {
    const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
    const { workspaceId, id: by } = principal.user;
    const folderId = body.remoteFolderId as FolderId;
    const until = Date.parse(body.until);
    const messages = await done({ workspaceId, mailboxId, folderId, until, by, now: clock.now() });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    return { messages };
  }

  return {
    async dismissDepartures({ principal, params }) {
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const { workspaceId } = principal.user;
      await reading.dismissDepartures(workspaceId, mailboxId, clock.now());
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    },
    keepDepartures: (asked) => act(asked, retention.keepDepartures),
    removeDepartures: (asked) => act(asked, retention.removeDepartures),
  };
}
