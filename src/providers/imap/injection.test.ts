import { expect, test } from "vitest";
import { InvariantError } from "../../base/assert.ts";
import { inFolder, play } from "./testing/played.ts";

test("check 39: nothing that is typed becomes a command", async () => {
  await play({}, async (session, server) => {
    await session.openFolder('a"\r\nt9 DELETE "INBOX', null);
    expect(server.heard.at(-1)).toMatch(/ EXAMINE "a\\"&[^"]*-t9 DELETE \\"INBOX"$/);
    await session.openFolder("{5}", null);
    expect(server.heard.at(-1)).toMatch(/ EXAMINE "\{5\}"$/);
  });
  const clues = { kind: "clues", messageId: null, subject: [], from: [], days: null } as const;
  await inFolder({ answers: { "UID SEARCH": "* SEARCH\r\n%T OK done\r\n" } }, async (folder, server) => {
    await folder.searchUids({ ...clues, subject: ['x" DELETED', "{5}", "\\"] });
    expect(server.heard.at(-1)).toMatch(
      / UID SEARCH .*SUBJECT "x\\" DELETED" SUBJECT "\{5\}" SUBJECT "\\\\"$/,
    );
    const before = server.heard.length;
    for (const what of [
      { ...clues, messageId: "a\r\nt9 DELETE INBOX" },
      { ...clues, from: ["a\nb"] },
      { kind: "people", address: "a\r\nt9 DELETE INBOX@b.example", day: null },
    ] as const) {
      await expect(folder.searchUids(what)).rejects.toBeInstanceOf(InvariantError);
    }
    expect(server.heard.length, "nothing is sent").toBe(before);
  });
});
