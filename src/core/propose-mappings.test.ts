import { describe, expect, test } from "vitest";
import { HIDDEN_NAMES } from "./folder-names/hidden-names.ts";
import { CONVENTIONAL_NAMES, ROLE_NAMES } from "./folder-names/role-names.ts";
import { APP_FOLDER_ROLES } from "./folder-role.ts";
import {
  type ChosenFolder,
  CUSTOM_NAME_CHARACTERS_MAX,
  checkMappings,
  folderForRole,
  isGmail,
  isHiddenFolder,
  MAPPINGS_MAX,
  type MappableFolder,
  type ProposableFolder,
  proposeMappings,
  roleOf,
} from "./propose-mappings.ts";

const NAMED_ROLES = ["sent", "drafts", "archive", "junk", "deleted"] as const;

function folder(path: string, specialUse: string | null = null, delimiter: string | null = "/") {
  return { folderId: path, path, delimiter, specialUse, selectable: true };
}

function proposed(
  folders: readonly ProposableFolder[],
  profile = "minimal",
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(proposeMappings(folders, profile).map(({ role, folderId }) => [role, folderId]));
}

describe("proposals", () => {
  test("all six app folders are answered in their order, also when nothing fits", () => {
    expect(proposeMappings([], "minimal")).toEqual(
      APP_FOLDER_ROLES.map((role) => ({ role, folderId: null })),
    );
  });

  test("a Dutch Exchange mailbox is proposed whole, with nothing for the Archive it lacks", () => {
    const paths = ["Agenda", "Concepten", "INBOX", "Klanten", "Ongewenste e-mail", "Taken"];
    const folders = [...paths, "Verwijderde items", "Verzonden items"].map((path) => folder(path));
    expect(proposed(folders, "exchange")).toEqual({
      inbox: "INBOX",
      sent: "Verzonden items",
      drafts: "Concepten",
      archive: null,
      junk: "Ongewenste e-mail",
      deleted: "Verwijderde items",
    });
  });

  const GMAIL = [
    folder("INBOX"),
    { ...folder("[Gmail]"), selectable: false },
    folder("[Gmail]/Alle Nachrichten", "all"),
    folder("[Gmail]/Entwürfe", "drafts"),
    folder("[Gmail]/Gesendet", "sent"),
    folder("[Gmail]/Markiert", "flagged"),
    folder("[Gmail]/Papierkorb", "trash"),
    folder("[Gmail]/Spam", "junk"),
  ];

  test("a German Gmail mailbox is proposed by use, and All Mail isn't proposed", () => {
    expect(proposed(GMAIL, "gmail")).toEqual({
      inbox: "INBOX",
      sent: "[Gmail]/Gesendet",
      drafts: "[Gmail]/Entwürfe",
      archive: null,
      junk: "[Gmail]/Spam",
      deleted: "[Gmail]/Papierkorb",
    });
  });

  test("archived at Gmail is what lies in All Mail alone, or in the label that is mapped as Archive", () => {
    const folders = [...GMAIL, folder("Archiv")].map((each) => ({
      ...{ ...each, id: each.path, goneAt: null },
      mapping: null as { readonly role: "archive" } | null,
    }));
    expect(folderForRole("archive", folders, "gmail")?.path).toBe("[Gmail]/Alle Nachrichten");
    const mapped = folders.map((each) =>
      each.path === "Archiv" ? { ...each, mapping: { role: "archive" } as const } : each,
    );
    expect(folderForRole("archive", mapped, "gmail")?.path).toBe("Archiv");
  });

  test("Gmail is known by its folders, in any language and under its old name", () => {
    expect(isGmail(GMAIL)).toBe(true);
    expect(isGmail([folder("INBOX"), folder("[Google Mail]/Bin", "trash")])).toBe(true);
    expect(isGmail([folder("INBOX"), folder("[Gmail]/Mail app"), folder("Trash", "trash")])).toBe(false);
  });

  test("a view of everything is nobody's Archive outside Gmail", () => {
    expect(roleOf(folder("virtual/All", "all"), "modern")).toBeNull();
  });

  test("a personal Outlook.com mailbox is known by its short names", () => {
    const folders = ["Inbox", "Archive", "Deleted", "Drafts", "Junk", "Notes", "Outbox", "Sent"].map((path) =>
      folder(path),
    );
    expect(Object.values(proposed(folders, "exchange"))).toEqual([
      "Inbox",
      "Sent",
      "Drafts",
      "Archive",
      "Junk",
      "Deleted",
    ]);
  });

  test("folders below INBOX count as the top level where a server puts all of them there", () => {
    const folders = ["INBOX", "INBOX.Sent", "INBOX.Drafts", "INBOX.spam", "INBOX.Trash", "INBOX.Archive"].map(
      (path) => folder(path, null, "."),
    );
    expect(Object.values(proposed(folders))).toEqual([
      "INBOX",
      "INBOX.Sent",
      "INBOX.Drafts",
      "INBOX.Archive",
      "INBOX.spam",
      "INBOX.Trash",
    ]);
  });

  test.each<readonly [string, string, readonly ProposableFolder[], string]>([
    [
      "a use wins from a name",
      "Verstuurde post",
      [folder("Sent"), folder("Verstuurde post", "sent")],
      "minimal",
    ],
    ["a name wins from a convention", "Sent", [folder("sent-mail"), folder("Sent")], "minimal"],
    [
      "of two uses the top level wins",
      "Sent Messages",
      [folder("A/B", "sent"), folder("Sent Messages", "sent")],
      "modern",
    ],
    ["of two names the shortest wins", "Verzonden", [folder("Sent Messages"), folder("Verzonden")], "modern"],
    [
      "of two equally long ones the first by alphabet wins",
      "Gesendet",
      [folder("Inviati!", "sent"), folder("Gesendet", "sent")],
      "modern",
    ],
    [
      "on Exchange its own name wins from another program's",
      "Sent Items",
      [folder("Sent"), folder("Sent Items")],
      "exchange",
    ],
  ])("%s", (_, winner, folders, profile) => {
    expect(proposed(folders, profile).sent).toBe(winner);
    expect(proposed([...folders].reverse(), profile).sent).toBe(winner);
  });

  test("a folder deep in the tree is nothing special by its name", () => {
    expect(roleOf(folder("Clients/Archive"), "exchange")).toBeNull();
    expect(roleOf(folder("INBOX/Clients/Sent"), "modern")).toBeNull();
  });

  test("a folder that can't be opened is never proposed", () => {
    expect(roleOf({ ...folder("Sent", "sent"), selectable: false }, "modern")).toBeNull();
  });

  test("a use that is no app folder silences the name", () => {
    expect(roleOf(folder("Archive", "flagged"), "modern")).toBeNull();
  });
});

describe("names", () => {
  test("at least 25 languages name all five folders", () => {
    expect(Object.keys(ROLE_NAMES).length).toBeGreaterThanOrEqual(25);
    for (const names of Object.values(ROLE_NAMES)) {
      for (const role of NAMED_ROLES) expect(names[role].length).toBeGreaterThan(0);
    }
  });

  test.each([...Object.entries(ROLE_NAMES), ["by convention", CONVENTIONAL_NAMES] as const])(
    "%s: every name is its role's and no other's, as it is, in capitals, decomposed and below INBOX",
    (_, names) => {
      for (const role of NAMED_ROLES) {
        for (const name of names[role]) {
          for (const profile of ["exchange", "minimal"]) {
            for (const spelling of [name, name.toUpperCase(), name.normalize("NFD")]) {
              expect([name, roleOf(folder(spelling), profile)]).toEqual([name, role]);
            }
            expect([name, roleOf(folder(`INBOX/${name}`), profile)]).toEqual([name, role]);
          }
          expect([name, isHiddenFolder({ path: name, delimiter: "/" }, "exchange")]).toEqual([name, false]);
        }
      }
    },
  );

  test("spelling with other quotes, hyphens, spaces and cases is the same name", () => {
    expect(roleOf(folder("junk‑e‑mail"), "exchange")).toBe("junk");
    expect(roleOf(folder("GÖNDERİLMİŞ  ÖĞELER"), "exchange")).toBe("sent");
    expect(roleOf(folder("Elemente şterse"), "exchange")).toBe("deleted");
    expect(isHiddenFolder({ path: "Boîte d’envoi", delimiter: "/" }, "exchange")).toBe(true);
  });
});

describe("folders that hold no mail", () => {
  test.each(Object.entries(HIDDEN_NAMES))("%s", (_, names) => {
    for (const name of names) {
      expect([name, isHiddenFolder({ path: name, delimiter: "/" }, "exchange")]).toEqual([name, true]);
      expect([name, roleOf(folder(name), "exchange")]).toEqual([name, null]);
    }
  });

  test("only on Exchange: elsewhere a folder called Tasks or Notes is one of mail", () => {
    for (const profile of ["modern", "minimal", "gmail"]) {
      for (const name of Object.values(HIDDEN_NAMES).flat()) {
        expect([name, isHiddenFolder({ path: name, delimiter: "/" }, profile)]).toEqual([name, false]);
        expect([name, roleOf(folder(name), profile)]).toEqual([name, null]);
      }
    }
  });

  test("what lies below them is hidden too", () => {
    expect(isHiddenFolder({ path: "Sync Issues/Conflicts", delimiter: "/" }, "exchange")).toBe(true);
    expect(isHiddenFolder({ path: "Agenda/Verjaardagen", delimiter: "/" }, "exchange")).toBe(true);
  });

  test("a mail folder of that name deeper down, or with more to its name, is shown", () => {
    expect(isHiddenFolder({ path: "Clients/Calendar", delimiter: "/" }, "exchange")).toBe(false);
    expect(isHiddenFolder({ path: "INBOX.Notes", delimiter: "." }, "exchange")).toBe(false);
    expect(isHiddenFolder({ path: "Calendar Girls", delimiter: "/" }, "exchange")).toBe(false);
    expect(isHiddenFolder({ path: "INBOX", delimiter: null }, "exchange")).toBe(false);
  });
});

const FOLDERS: readonly MappableFolder[] = [
  mappable("INBOX"),
  mappable("Sent"),
  mappable("Clients"),
  mappable("Clients/ACME"),
  mappable("Clients/ACME/2026"),
  mappable("Clients2"),
  { ...mappable("Old"), goneAt: 1 },
  { ...mappable("[Gmail]"), selectable: false },
  { ...mappable("[Gmail]/All Mail"), specialUse: "all" },
  { ...mappable("[Gmail]/Starred"), specialUse: "flagged" },
];

function mappable(path: string): MappableFolder {
  return { id: path, path, delimiter: "/", specialUse: null, selectable: true, goneAt: null };
}

function role(name: ChosenFolder["role"], folderId: string): ChosenFolder {
  return { role: name, name: "", folderId, subtree: false };
}

function custom(name: string, folderId: string, subtree = false): ChosenFolder {
  return { role: null, name, folderId, subtree };
}

describe("what can be saved", () => {
  test.each<readonly [string, readonly ChosenFolder[]]>([
    ["one folder", [role("inbox", "INBOX")]],
    ["a folder with all below it", [custom("Clients", "Clients", true)]],
    [
      "in it a folder that is mapped on its own",
      [custom("Clients", "Clients", true), custom("ACME", "Clients/ACME")],
    ],
    ["subtrees beside each other", [custom("Clients", "Clients", true), custom("More", "Clients2", true)]],
    ["a name at its longest, in characters", [custom("😀".repeat(CUSTOM_NAME_CHARACTERS_MAX), "Clients")]],
    ["a name with an emoji of several parts", [custom("👩‍💻", "Clients")]],
  ])("%s", (_, chosen) => {
    expect(checkMappings(chosen, FOLDERS, "gmail")).toEqual([]);
  });

  test.each<readonly [string, readonly ChosenFolder[], number | null]>([
    ["noneMapped", [], null],
    ["tooMany", Array.from({ length: MAPPINGS_MAX + 1 }, () => role("inbox", "INBOX")), null],
    ["folderTwice", [role("inbox", "INBOX"), custom("Again", "INBOX")], 1],
    ["folderUnknown", [role("inbox", "nowhere")], 0],
    ["folderGone", [role("inbox", "INBOX"), custom("Past", "Old")], 1],
    ["notSelectable", [custom("Gmail", "[Gmail]")], 0],
    ["isView", [role("archive", "[Gmail]/All Mail")], 0],
    ["isView", [role("inbox", "INBOX"), custom("Stars", "[Gmail]/Starred")], 1],
    ["subtreesOverlap", [custom("In", "Clients/ACME", true), custom("Clients", "Clients", true)], 0],
    ["subtreesOverlap", [custom("Clients", "Clients", true), custom("In", "Clients/ACME/2026", true)], 1],
    ["roleTwice", [role("sent", "Sent"), role("sent", "Clients")], 1],
    ["nameEmpty", [custom(" \u00a0 ", "Clients")], 0],
    ["nameTooLong", [custom("x".repeat(CUSTOM_NAME_CHARACTERS_MAX + 1), "Clients")], 0],
    ["nameTwice", [custom("ACME", "Clients"), custom(" acme ", "Clients/ACME")], 1],
    ["nameOfRole", [custom("inbox", "Clients")], 0],
    ["nameOfRole", [custom("Verzonden", "Clients")], 0],
    ["nameControl", [custom("two\nlines", "Clients")], 0],
    ["nameControl", [custom("nul\u0000", "Clients")], 0],
    ["nameControl", [custom("turned\u202e", "Clients")], 0],
    ["nameControl", [custom("half\ud83d", "Clients")], 0],
  ])("%s is told with a sentence, at its place", (kind, chosen, index) => {
    const problems = checkMappings(chosen, FOLDERS, "gmail");
    expect(problems).toEqual([{ index, kind, message: expect.stringMatching(/^[A-Z“].*\.$/) }]);
  });

  test("every problem of a choice is told at once", () => {
    const chosen = [custom("", "Old"), role("inbox", "nowhere"), role("inbox", "INBOX")];
    expect(checkMappings(chosen, FOLDERS, "gmail").map(({ index, kind }) => [index, kind])).toEqual([
      [0, "folderGone"],
      [1, "folderUnknown"],
      [2, "roleTwice"],
      [0, "nameEmpty"],
    ]);
  });

  test("a folder's name is shown on one line and not at any length", () => {
    const path = `a\nb${"x".repeat(500)}`;
    const [problem] = checkMappings([custom("Long", path)], [{ ...mappable(path), goneAt: 1 }], "modern");
    expect(problem?.message).toMatch(/^The folder “a bx+…” is no longer/);
    expect(problem?.message.length).toBeLessThan(150);
  });
});
