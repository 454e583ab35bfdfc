// Pictures that a mail wants from elsewhere (security check 28): ours is the server that asks for them, for who may read the
// message, and only for addresses that stand in it: this is no proxy for anything else.
import type { Env, Hono } from "hono";
import type { RevisionId } from "../../base/ids.ts";
import { type OpenedMessage, openMessage } from "../../core/open-message.ts";
import { standsIn, withoutEntities } from "../../core/stands-in.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { StoredMessage } from "../../engine/ports/reading.ts";
import { readableMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { ImageGate } from "../image-gate.ts";
import type { Handlers } from "../register.ts";
import type { Sessions } from "../sessions.ts";
import { findMessage, loadMessage, readBytes } from "../stored-message.ts";

/** Messages whose HTML is kept while their pictures are fetched, one after the other. */
const KEPT_MAX = 4;

export function imageRoutes(deps: ServerDeps): Pick<Handlers, "setSenderImages"> {
  const { imageSenders, clock } = deps;
  return {
    async setSenderImages({ principal, params, body }) {
      const { message, bytes } = await loadMessage(deps, principal, params);
      const sender = trustedSender(message, openMessage(bytes));
      const { id, workspaceId } = principal.user;
      if (sender !== null) {
        await imageSenders.setAllowed(workspaceId, id, sender, { always: body.always, now: clock.now() });
      } else if (body.always) {
        throw new HttpError(409, "doubtful_sender", "Who sent this message isn't certain enough for that.");
      }
      return body;
    },
  };
}

export async function imagesAlways(
  { imageSenders }: Pick<ServerDeps, "imageSenders">,
  { user: { workspaceId, id } }: UserPrincipal,
  message: StoredMessage,
  opened: Pick<OpenedMessage, "senderDoubt">,
): Promise<boolean> {
  const sender = trustedSender(message, opened);
  return sender !== null && imageSenders.isAllowed(workspaceId, id, sender);
}

/** Null where a message only seems to be of somebody, or is of several. */
function trustedSender(
  { from }: StoredMessage,
  { senderDoubt }: Pick<OpenedMessage, "senderDoubt">,
): string | null {
  const [sender, ...others] = from;
  return senderDoubt === null && others.length === 0 ? sender?.address || null : null;
}

export function registerImageRoute(app: Hono<Env>, deps: ServerDeps, sessions: Sessions): void {
  const gate = new ImageGate(deps.clock);
  const kept = new Map<RevisionId, string>();
  app.get("/v1/mailboxes/:mailboxId/messages/:messageId/images", async (context) => {
    const principal = await sessions.user(context);
    const params = context.req.param();
    const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
    const message = await findMessage(deps, principal, mailboxId, params.messageId);
    const text = kept.get(message.revisionId) ?? htmlOf(await readBytes(deps, principal, mailboxId, message));
    kept.delete(message.revisionId);
    kept.set(message.revisionId, text);
    for (const oldest of [...kept.keys()].slice(0, -KEPT_MAX)) kept.delete(oldest);
    const address = context.req.query("address") ?? "";
    if (!standsIn(text, address)) throw notFound();
    const image = await gate.pass(principal.user.id, () =>
      deps.images.fetch(address.startsWith("//") ? `https:${address}` : address, context.req.raw.signal),
    );
    if (image === null) throw notFound();
    return context.body(image.bytes as Uint8Array<ArrayBuffer>, 200, {
      "content-type": image.type,
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, no-store",
    });
  });
}

/** As written and as its attributes say: a style sheet has no entities. */
function htmlOf(bytes: Uint8Array): string {
  const html = openMessage(bytes).html ?? "";
  return `${html} ${withoutEntities(html)}`;
}
