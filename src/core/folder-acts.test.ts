import { describe, expect, test } from "vitest";
import { type FolderAct, type FolderInTree, planFolderAct } from "./folder-acts.ts";

type Mapping = NonNullable<FolderInTree["mapping"]>;

function folder(
  path: string,
  mapping: Partial<Mapping> | null = null,
  more: Partial<FolderInTree> = {},
): FolderInTree {
  const full = { appFolderId: `app ${path}`, role: null, name: path, subtree: false, inherited: false };
  return {
    id: path,
    path,
    delimiter: "/",
    selectable: true,
    specialUse: null,
    goneAt: null,
    mapping: mapping === null ? null : { ...full, ...mapping },
    ...more,
  };
}

const TREE: readonly FolderInTree[] = [
  folder("INBOX", { role: "inbox", name: "Inbox" }),
  folder("Archive", { role: "archive", name: "Archive" }),
  folder("Deleted Items", { role: "deleted", name: "Deleted" }),
  folder("Deleted Items/Jobs"),
  folder("Clients", { subtree: true }),
  folder("Clients/ACME", { inherited: true, name: "ACME" }),
  folder("Clients/ACME/2026", { inherited: true, name: "2026" }),
  folder("Clients/Globex", { inherited: true, name: "Globex" }),
  folder("Klanten", { name: "Customers" }),
  folder("Jobs", {}),
  folder("Private"),
  folder("Gone", {}, { goneAt: 1 }),
];

/** What comes of it, in a few words. */
function told(act: FolderAct, tree = TREE, profile = "modern"): string {
  const plan = planFolderAct(act, tree, profile);
  switch (plan.kind) {
    case "refused":
      return plan.problem.kind;
    case "create":
      return `create ${plan.path}${plan.inherits ? "" : ", map it"}`;
    case "rename":
      return `${plan.folder.path} -> ${plan.to}`;
    case "label":
      return `call ${plan.folder.path} ${plan.name}`;
    case "bin":
      return `bin ${plan.folder.path} -> ${plan.to}`;
    case "delete":
      return `delete ${plan.folder.path}${plan.ifEmpty ? " if empty" : ""}`;
    case "unmap":
      return `unmap ${plan.folder.path}`;
    case "nothing":
      return "nothing";
  }
}

const create = (name: string, parent: string | null = null): FolderAct => ({
  kind: "create",
  name,
  parentId: parent === null ? null : `app ${parent}`,
});
const rename = (path: string, name: string, parent?: string): FolderAct => ({
  kind: "change",
  folderId: `app ${path}`,
  name,
  ...(parent === undefined ? {} : { parentId: `app ${parent}` }),
});
const remove = (path: string): FolderAct => ({ kind: "remove", folderId: `app ${path}` });

describe("made", () => {
  test.each<[FolderAct, string]>([
    [create("  Vacancies "), "create Vacancies, map it"],
    [create("Initech", "Clients"), "create Clients/Initech"],
    [create("2027", "Clients/ACME"), "create Clients/ACME/2027"],
    // Not all below these is mapped.
    [create("Old", "Archive"), "notBelow"],
    [create("Old", "Jobs"), "notBelow"],
    [create("Old", "Gone"), "folderUnknown"],
    // Some servers, Exchange for one, tell no names apart by case.
    [create("private"), "pathTaken"],
    [create("acme", "Clients"), "pathTaken"],
    [create("customers"), "nameTwice"],
    [create("Postvak IN"), "nameOfRole"],
    [create("Archive", "Clients"), "create Clients/Archive"],
    [create("a/b"), "nameDelimiter"],
    [create("100%"), "nameWildcard"],
    [create(" "), "nameEmpty"],
    [create("a\nb", "Clients"), "nameControl"],
    [create("x".repeat(201), "Clients"), "nameTooLong"],
  ])("%j: %s", (act, expected) => expect(told(act)).toBe(expected));

  test("below INBOX where all folders are", () => {
    const dotted = [
      folder("INBOX", { role: "inbox" }, { delimiter: "." }),
      folder("INBOX.Sent", { role: "sent" }, { delimiter: "." }),
    ];
    expect(told(create("Jobs"), dotted)).toBe("create INBOX.Jobs, map it");
    expect(told(create("Jobs"), dotted.slice(0, 1))).toBe("create Jobs, map it");
    expect(told(create("Jobs"), [...dotted, folder("Other", null, { delimiter: "." })])).toBe(
      "create Jobs, map it",
    );
  });

  test("flat where a server has no folders in folders", () => {
    const flat = [folder("INBOX", { role: "inbox", subtree: true }, { delimiter: null })];
    expect(told(create("a/b"), flat)).toBe("create a/b, map it");
    expect(told(create("a", "INBOX"), flat)).toBe("notBelow");
  });
});

describe("renamed and moved", () => {
  test.each<[FolderAct, string]>([
    [rename("Jobs", "Vacancies"), "Jobs -> Vacancies"],
    [rename("Jobs", "jobs"), "Jobs -> jobs"],
    [rename("Jobs", "Jobs"), "nothing"],
    [rename("Clients", "Relations"), "Clients -> Relations"],
    [rename("Clients/ACME", "Acme Corp."), "Clients/ACME -> Clients/Acme Corp."],
    [rename("Clients/ACME", "globex"), "pathTaken"],
    [rename("Klanten", "Relations"), "call Klanten Relations"],
    [rename("Klanten", "a/b"), "call Klanten a/b"],
    [rename("Klanten", "Jobs"), "nameTwice"],
    [rename("Jobs", "Private"), "pathTaken"],
    [rename("Jobs", "a/b"), "nameDelimiter"],
    [rename("INBOX", "Post"), "standardFolder"],
    [rename("Private", "Mine"), "folderUnknown"],
    [rename("Gone", "Back"), "folderUnknown"],
    [rename("Clients/ACME/2026", "2026", "Clients/Globex"), "Clients/ACME/2026 -> Clients/Globex/2026"],
    [rename("Clients/ACME/2026", "Old", "Clients"), "Clients/ACME/2026 -> Clients/Old"],
    [rename("Clients/ACME", "ACME", "Clients"), "nothing"],
    [rename("Clients/ACME", "ACME", "Clients/ACME/2026"), "intoItself"],
    [rename("Clients/ACME", "ACME", "Clients/ACME"), "intoItself"],
    [rename("Clients/ACME", "ACME", "Jobs"), "notBelow"],
    [rename("Jobs", "Jobs", "Clients"), "notBelow"],
    [rename("Clients/ACME", "ACME", "Private"), "folderUnknown"],
  ])("%j: %s", (act, expected) => expect(told(act)).toBe(expected));
});

describe("deleted", () => {
  const without = (path: string) => TREE.filter((each) => !each.path.startsWith(path));

  test.each<[FolderAct, string]>([
    [remove("Clients"), "bin Clients -> Deleted Items/Clients"],
    [remove("Clients/ACME"), "bin Clients/ACME -> Deleted Items/ACME"],
    [remove("Jobs"), "bin Jobs -> Deleted Items/Jobs (2)"],
    [remove("INBOX"), "standardFolder"],
    [remove("Gone"), "nothing"],
    [remove("Private"), "nothing"],
  ])("%j: %s", (act, expected) => expect(told(act)).toBe(expected));

  test("where there is no Deleted, only what is empty", () => {
    expect(told(remove("Jobs"), without("Deleted"))).toBe("delete Jobs if empty");
    expect(told(remove("Clients"), without("Deleted"))).toBe("hasFolders");
  });

  test("into the provider's Deleted, mapped or not", () => {
    const unmapped = [...without("Deleted"), folder("Trash", null, { specialUse: "trash" })];
    expect(told(remove("Jobs"), unmapped)).toBe("bin Jobs -> Trash/Jobs");
    expect(told(remove("Jobs"), [...without("Deleted"), folder("Prullenbak")])).toBe(
      "bin Jobs -> Prullenbak/Jobs",
    );
    const flat = [...without("Deleted"), folder("Trash", null, { specialUse: "trash", delimiter: null })];
    expect(told(remove("Jobs"), flat)).toBe("delete Jobs if empty");
  });

  test("out of Deleted, only what is empty", () => {
    const inside = folder("Deleted Items/Old", { inherited: true, name: "Old" });
    const tree = [...without("Deleted"), folder("Deleted Items", { role: "deleted", subtree: true }), inside];
    expect(told(remove("Deleted Items/Old"), tree)).toBe("delete Deleted Items/Old if empty");
  });

  test("a second time, when the first got as far as Deleted, it leaves the application", () => {
    const own = folder("Deleted Items/Old", { name: "Old" });
    expect(told(remove("Deleted Items/Old"), [...TREE, own])).toBe("unmap Deleted Items/Old");
    const below = folder("Deleted Items/ACME", { inherited: true, name: "ACME" });
    expect(told(remove("Deleted Items/ACME"), [...TREE, below])).toBe("unmap Deleted Items/ACME");
  });

  test("of labels nothing is lost", () => {
    expect(told(remove("Jobs"), TREE, "gmail")).toBe("delete Jobs");
  });

  test("never the last mapped folder, nor one with a standard folder in it", () => {
    expect(told(remove("Jobs"), [folder("INBOX"), folder("Jobs", {})])).toBe("lastFolder");
    const around = [...TREE, folder("Jobs/Sent", { role: "sent", name: "Sent" })];
    expect(told(remove("Jobs"), around)).toBe("standardBelow");
  });
});
