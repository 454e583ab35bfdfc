import { expect, test } from "vitest";
import type { FolderId, MessageId } from "../base/ids.ts";
import { eventsWithout, type ShownPlace, shownChanges } from "./shown-changes.ts";

const messageId = "m" as MessageId;
const [inbox, archive, later] = ["inbox", "archive", "later"] as unknown as [FolderId, FolderId, FolderId];
const at = (folderId: FolderId, flags = 0): ShownPlace => ({ messageId, folderId, flags });

test.each([
  ["nothing", [at(inbox, 1)], [at(inbox, 1)], []],
  [
    "other flags, in each place",
    [at(inbox), at(archive, 1)],
    [at(inbox, 4), at(archive, 5)],
    [
      { kind: "message.flags", folderId: inbox, messageId, flags: 4 },
      { kind: "message.flags", folderId: archive, messageId, flags: 5 },
    ],
  ],
  [
    "another place, whatever its flags",
    [at(inbox)],
    [at(archive, 1)],
    [{ kind: "message.moved", fromFolderId: inbox, folderId: archive, messageId }],
  ],
  [
    "one place less",
    [at(inbox), at(archive)],
    [at(archive)],
    [{ kind: "message.moved", fromFolderId: inbox, folderId: archive, messageId }],
  ],
  ["no place", [at(inbox)], [], [{ kind: "message.departed", fromFolderId: inbox, messageId }]],
  [
    "a place again",
    [at(inbox)],
    [at(inbox), at(later)],
    [{ kind: "message.returned", folderId: later, messageId }],
  ],
] as const)("the lists show %s", (_what, before, after, told) => {
  expect(shownChanges(before, after)).toEqual(told);
});

test("what others tell of these messages is left out", () => {
  const other = "o" as MessageId;
  const events = [
    { kind: "folders.changed" },
    { kind: "message.arrived", messageId },
    { kind: "messages.imported", messageIds: [messageId, other] },
    { kind: "messages.imported", messageIds: [messageId] },
  ];
  expect(eventsWithout(new Set([messageId]), events)).toEqual([
    { kind: "folders.changed" },
    { kind: "messages.imported", messageIds: [other] },
  ]);
});
