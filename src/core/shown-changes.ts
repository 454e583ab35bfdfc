// What whoever follows a mailbox has to be told when the lists show other things than before: found by comparing them,
// so that whatever made the difference, nothing of it is left out and nothing told that isn't so.
import type { FolderId, MessageId } from "../base/ids.ts";
import type { Flags } from "./flags.ts";

/** A copy that a list shows. */
export interface ShownPlace {
  readonly messageId: MessageId;
  readonly folderId: FolderId;
  readonly flags: Flags;
}

export type ShownChange =
  | {
      readonly kind: "message.flags";
      readonly folderId: FolderId;
      readonly messageId: MessageId;
      readonly flags: Flags;
    }
  | {
      readonly kind: "message.moved";
      readonly fromFolderId: FolderId;
      readonly folderId: FolderId;
      readonly messageId: MessageId;
    }
  | { readonly kind: "message.departed"; readonly fromFolderId: FolderId; readonly messageId: MessageId }
  | { readonly kind: "message.returned"; readonly folderId: FolderId; readonly messageId: MessageId };

/** Both name all places of the same messages. */
export function shownChanges(
  before: readonly ShownPlace[],
  after: readonly ShownPlace[],
): readonly ShownChange[] {
  const [old, now] = [byMessage(before), byMessage(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .flatMap((id) => changesOf(old.get(id) ?? [], now.get(id) ?? []));
}

function byMessage(places: readonly ShownPlace[]): ReadonlyMap<MessageId, readonly ShownPlace[]> {
  return Map.groupBy(places, ({ messageId }) => messageId);
}

function changesOf(before: readonly ShownPlace[], after: readonly ShownPlace[]): readonly ShownChange[] {
  const isIn = (places: readonly ShownPlace[], { folderId }: ShownPlace): boolean =>
    places.some((place) => place.folderId === folderId);
  const left = before.filter((place) => !isIn(after, place));
  const come = after.filter((place) => !isIn(before, place));
  const changes: ShownChange[] = [];
  left.forEach(({ messageId, folderId: fromFolderId }, index) => {
    const to = come[index] ?? after[0];
    if (to === undefined) changes.push({ kind: "message.departed", fromFolderId, messageId });
    else changes.push({ kind: "message.moved", fromFolderId, folderId: to.folderId, messageId });
  });
  for (const { messageId, folderId } of come.slice(left.length)) {
    changes.push({ kind: "message.returned", folderId, messageId });
  }
  for (const { messageId, folderId, flags } of after) {
    const was = before.find((place) => place.folderId === folderId);
    if (was !== undefined && was.flags !== flags) {
      changes.push({ kind: "message.flags", folderId, messageId, flags });
    }
  }
  return changes;
}

interface MessageEvent {
  readonly kind: string;
  readonly messageId?: MessageId;
  readonly messageIds?: readonly MessageId[];
}

/** What is told of other messages than these. */
export function eventsWithout<E extends MessageEvent>(
  messages: ReadonlySet<MessageId>,
  events: readonly E[],
): readonly E[] {
  if (messages.size === 0) return events;
  return events.flatMap((event) => {
    if (event.messageId !== undefined) return messages.has(event.messageId) ? [] : [event];
    if (event.messageIds === undefined) return [event];
    const left = event.messageIds.filter((id) => !messages.has(id));
    return left.length === 0 ? [] : [{ ...event, messageIds: left }];
  });
}

/** Flags that have changed and are in no event: whoever decided on the events had looked before a person took something
 *  back. `told`: messages of which everything is told anyway. */
export function untoldFlags(
  changed: readonly ShownPlace[],
  events: readonly { readonly kind: string; readonly folderId?: FolderId; readonly messageId?: MessageId }[],
  told: ReadonlySet<MessageId>,
): readonly ShownChange[] {
  const named = events.filter(({ kind }) => kind === "message.flags");
  const known = new Set(named.map(({ folderId, messageId }) => `${folderId} ${messageId}`));
  return changed
    .filter(({ folderId, messageId }) => !told.has(messageId) && !known.has(`${folderId} ${messageId}`))
    .map((place) => ({ kind: "message.flags", ...place }));
}
