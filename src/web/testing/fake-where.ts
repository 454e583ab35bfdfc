// Answers to "Where is my mail?".
import type { AnswerOf } from "../../api/operations.ts";
import { fakeFolders, fakeId } from "./fake-mail.ts";
import { ago } from "./fake-settings.ts";

type Answer = AnswerOf<"whereIsMail">;
type Place = Answer["found"][number]["place"];

const FOLDERS = fakeFolders();

function whereFolder(role: "inbox" | "junk" | "archive" | "deleted"): {
  id: string;
  role: typeof role;
  name: string;
} {
  return { id: FOLDERS.find((folder) => folder.role === role)?.id ?? "", role, name: role };
}

/** One message after the other, in these places, newest first. */
export function foundIn(...places: readonly Place[]): Answer {
  return {
    ...NOWHERE,
    outcome: "found",
    found: places.map((place, index) => ({
      messageId: fakeId(1, index),
      subject: `Your offer of last week ${index + 1}`,
      from: [{ name: "Eva de Wit", address: "eva.dewit@example.nl" }],
      date: ago(86_400 * (index + 1)),
      takenAt: ago(86_400 * (index + 1)),
      place,
    })),
  };
}

/** Every kind of place. */
export const EVERYWHERE: readonly Place[] = [
  { kind: "here", folder: whereFolder("inbox") },
  { kind: "here", folder: whereFolder("junk") },
  { kind: "here", folder: whereFolder("deleted") },
  { kind: "hereOnly", folder: whereFolder("archive") },
  { kind: "waiting", folder: whereFolder("archive"), change: "move", since: ago(40), tries: 1 },
  { kind: "waiting", folder: null, change: "erase", since: ago(4), tries: 0 },
  { kind: "missed", folder: whereFolder("inbox"), since: ago(20) },
  { kind: "departed", folder: whereFolder("inbox"), at: ago(4_000) },
  { kind: "departed", folder: null, at: ago(90_000) },
  { kind: "ended", how: "moved", at: ago(90_000) },
  { kind: "ended", how: "erased", at: ago(90_000) },
  { kind: "ended", how: "erased", at: null },
];

const NOWHERE: Answer = {
  outcome: "nothing",
  found: [],
  more: false,
  erased: null,
  gaps: [],
  unmapped: [],
  problem: null,
  provider: null,
  lookedAt: { folders: 6, upTo: ago(3) },
};

/** Not here; in a folder that isn't mapped, once the provider is asked. */
export function fakeWhere(asked: boolean): Answer {
  return {
    ...NOWHERE,
    outcome: asked ? "atProvider" : "maybe",
    gaps: [
      { kind: "beforeImport", folder: whereFolder("inbox"), count: 8_412, importFrom: ago(86_400 * 90) },
      { kind: "aside", folder: whereFolder("inbox"), count: 1, importFrom: null },
      { kind: "offered", folder: whereFolder("archive"), count: 1_204, importFrom: null },
    ],
    unmapped: ["Clients/ACME/2026", "Newsletters", "Private"],
    provider: asked
      ? {
          at: ago(1),
          folders: 9,
          hits: [
            { path: "Clients/ACME/2026", folder: null, kind: "unmapped", count: 2 },
            { path: "INBOX", folder: whereFolder("inbox"), kind: "beforeImport", count: 1 },
          ],
          failed: ["Private"],
          leftOut: ["café"],
        }
      : null,
  };
}
