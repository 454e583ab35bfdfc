import { expect, test } from "vitest";
import { folderLimits, unlistedLabels } from "./gmail-settings.ts";

const folder = (path: string, specialUse: string | null = null) => ({ path, specialUse });
const all = [
  folder("INBOX"),
  folder("[Gmail]/All Mail", "all"),
  folder("[Gmail]/Sent Mail", "sent"),
  folder("[Gmail]/Drafts", "drafts"),
  folder("[Gmail]/Spam", "junk"),
  folder("[Gmail]/Trash", "trash"),
];

test("a mailbox that shows everything hides nothing, with or without Starred and Important", () => {
  expect(unlistedLabels(all, "gmail")).toEqual([]);
  expect(unlistedLabels([...all, folder("[Gmail]/Starred", "flagged")], "gmail")).toEqual([]);
});

test.each([
  ["INBOX", "inbox"],
  ["[Gmail]/All Mail", "all"],
  ["[Gmail]/Trash", "trash"],
])("%s that isn't listed is hidden", (path, label) => {
  const listed = all.filter((each) => each.path !== path);
  expect(unlistedLabels(listed, "gmail")).toEqual([label]);
});

test("a server without labels isn't expected to have any, nor Gmail's limits", () => {
  expect(unlistedLabels([folder("INBOX")], "exchange")).toEqual([]);
  expect(folderLimits("exchange")).toEqual([]);
  expect(folderLimits("gmail")).toContain(1_000);
});
