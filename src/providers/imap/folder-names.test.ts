// Names that servers give their folders, however odd: each is asked for as the server calls it, or left out with a
// warning; none breaks the list, and none is taken for another.
import { expect, test } from "vitest";
import { hastyClock, silentLog } from "../contract.ts";
import { collect } from "../testing/observing.ts";
import { createImapProvider } from "./imap-provider.ts";
import { startScriptedServer } from "./testing/scripted-server.ts";

const credential = { kind: "password", user: "ada", password: "pass" } as const;
const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

interface Listed {
  /** [path, delimiter] of all folders but INBOX. */
  readonly folders: readonly (readonly [string, string | null])[];
  /** What STATUS called them. */
  readonly asked: readonly string[];
  readonly warned: readonly string[];
}

/** `lines` are what follows "* LIST ". */
async function listed(...lines: readonly string[]): Promise<Listed> {
  const warned: string[] = [];
  const log = {
    ...silentLog,
    warn: (event: string, fields: object = {}) => warned.push(`${event} ${JSON.stringify(fields)}`),
  };
  const list = [...lines, '() "/" "INBOX"'].map((line) => `* LIST ${line}\r\n`).join("");
  const server = await startScriptedServer({ answers: { LIST: `${list}%T OK done\r\n` } });
  try {
    const provider = createImapProvider({ clock: hastyClock, log });
    const session = await provider.open(
      { host: "127.0.0.1", port: server.port, security: "none" },
      credential,
      {},
    );
    const all = await session.listFolders();
    expect(all.filter(({ path }) => path === "INBOX")).toHaveLength(1);
    const folders = all.filter(({ path }) => path !== "INBOX");
    const answers = await collect(session.statusFolders(folders.map(({ path }) => path)));
    expect(answers.map(({ path }) => path)).toEqual(folders.map(({ path }) => path));
    const asked = server.heard.flatMap((line) => / STATUS (.*) \(UIDVALIDITY/.exec(line)?.[1] ?? []);
    for (const { path } of folders) await session.openFolder(path, null);
    const opened = server.heard.flatMap((line) => / EXAMINE (.*)$/.exec(line)?.[1] ?? []);
    expect(opened, "opened under the same name").toEqual(asked);
    await session.close();
    return { folders: folders.map(({ path, delimiter }) => [path, delimiter]), asked, warned };
  } finally {
    await server.close();
  }
}

test.each([
  ["an atom", '() "/" Work', "Work", '"Work"'],
  ["quotes and backslashes", '() "/" "a \\"b\\" \\\\ c"', 'a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ["a literal", '() "/" {5}\r\nx"y\\z', 'x"y\\z', '"x\\"y\\\\z"'],
  ["a space at the end, and one before", '() "/" " Work "', " Work ", '" Work "'],
  ["modified UTF-7", '() "/" "Entw&APw-rfe R&-D"', "Entwürfe R&D", '"Entw&APw-rfe R&-D"'],
  ["a broken one", '() "/" "broken &AA-"', "broken &AA-", '"broken &AA-"'],
  ["one that never ends", '() "/" "&AOk"', "&AOk", '"&AOk"'],
  ["half a pair of surrogates", '() "/" "&2D0-"', "&2D0-", '"&2D0-"'],
  ["a character that no database can hold", '() "/" "a&AAA-b"', "a&AAA-b", '"a&AAA-b"'],
  ["a delimiter in disguise", '() "/" "a&AC8-b"', "a&AC8-b", '"a&AC8-b"'],
  ["a line break in disguise", '() "/" "a&AAo-b"', "a\nb", '"a&AAo-b"'],
  ["more shifts than needed", '() "/" "&AOk-&AOk-"', "éé", '"&AOk-&AOk-"'],
  ["raw UTF-8", `() "/" "${utf8("Größe")}"`, "Größe", `"${utf8("Größe")}"`],
  ["raw Latin-1", '() "/" "Gr\xf6\xdfe"', "Gr\xf6\xdfe", '"Gr\xf6\xdfe"'],
  ["what looks like a command", '() "/" "a (UIDVALIDITY"', "a (UIDVALIDITY", '"a (UIDVALIDITY"'],
  ["a wildcard", '() "/" "50%*"', "50%*", '"50%*"'],
  ["attributes that aren't", 'NIL "/" "Work"', "Work", '"Work"'],
  ["more behind it", '() "/" "Work" ("CHILDINFO" ("SUBSCRIBED"))', "Work", '"Work"'],
])(
  "a name with %s is listed, asked for and opened as the server calls it",
  async (_what, line, path, wire) => {
    const { folders, asked, warned } = await listed(line);
    expect(folders.map(([each]) => each)).toEqual([path]);
    expect(asked).toEqual([wire]);
    expect(warned).toEqual([]);
  },
);

test.each([
  ["no name", '() "/" NIL', "it has no name"],
  ["a name that isn't quoted, and has a space", '() "/" Große Namen', "its name isn't quoted"],
  ["a line break", '() "/" {3}\r\na\nb', "its name can't be sent"],
  ["a NUL", '() "/" {3}\r\na\0b', "its name can't be sent"],
  ["a NUL in UTF-8", `() "/" {4}\r\n${utf8("é\0b")}`, "its name can't be sent"],
])("a folder with %s is left out with a warning, the others are there", async (_what, line, reason) => {
  const { folders, warned } = await listed('() "/" Before', line, '() "/" After');
  expect(folders.map(([path]) => path)).toEqual(["Before", "After"]);
  expect(warned).toEqual([`folder.skipped ${JSON.stringify({ reason })}`]);
});

test("the root is no folder", async () => {
  expect(await listed('(\\Noselect) "/" ""', '() "/" Work')).toMatchObject({
    folders: [["Work", "/"]],
    warned: [],
  });
});

test.each([
  ['() NIL "a/b"', "a/b", null],
  ['() "" "a/b"', "a/b", null],
  ['() "." "INBOX.a"', "INBOX.a", "."],
  ["() . INBOX.a", "INBOX.a", "."],
  ['() "\\\\" "a\\\\b"', "a\\b", "\\"],
])("a delimiter is what the server says: %s", async (line, path, delimiter) => {
  expect((await listed(line)).folders).toEqual([[path, delimiter]]);
});

test("INBOX is INBOX in any case, and named twice is one; what lies below it keeps its letters", async () => {
  const { folders } = await listed('() "/" "Inbox"', '() "/" inbox', '() "/" "Inbox/a"', '() "/" "INBOXES"');
  expect(folders.map(([path]) => path)).toEqual(["Inbox/a", "INBOXES"]);
});

test.each([
  ["the second of two that are written oddly", ['"&AOl-"', `"${utf8("é")}"`], '"&AOl-"'],
  ["the odd one before the right one", ['"&AOl-"', '"&AOk-"'], '"&AOk-"'],
  ["the odd one behind the right one", ['"&AOk-"', '"&AOl-"'], '"&AOk-"'],
])("of two names that read alike one is left out: %s", async (_what, names, wire) => {
  const { folders, asked, warned } = await listed(...names.map((name) => `() "/" ${name}`));
  expect(folders.map(([path]) => path)).toEqual(["é"]);
  expect(asked).toEqual([wire]);
  expect(warned).toEqual(['folder.skipped {"reason":"its name reads as that of another folder"}']);
});

test("names that differ in case alone are two folders", async () => {
  const { folders } = await listed('() "/" Work', '() "/" work');
  expect(folders.map(([path]) => path)).toEqual(["Work", "work"]);
});
