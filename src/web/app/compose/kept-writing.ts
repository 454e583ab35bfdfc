// What is typed and not saved yet lies in the browser too: closing the tab, an ended session or a dead network lose
// nothing. It is the user's own: another one who signs in here doesn't get it.
import type { SavedDraft } from "./draft-saver.ts";
import type { Written } from "./written.ts";

interface Kept {
  readonly written: Written;
  readonly draft: SavedDraft | null;
  /** When it was kept, ms, and by which tab. */
  readonly at: number;
  readonly tab: string;
}

export interface KeptPlace {
  readonly userId: string;
  readonly mailboxId: string;
  /** Of the window. */
  readonly key: string;
}

export interface Restored {
  readonly written: Written;
  readonly draft: SavedDraft | null;
}

const PREFIX = "twinbox.writing";
/** A tab that is alive keeps again and again what it can't save: what is older is nobody's. */
const ALIVE_MS = 60_000;
/** Of what nobody came back for. */
const OLD_MS = 30 * 86_400_000;

export function keepWriting(place: KeptPlace, written: Written, draft: SavedDraft | null): void {
  const kept: Kept = { written, draft, at: Date.now(), tab: tabName() };
  try {
    localStorage.setItem(nameOf(place), JSON.stringify(kept));
  } catch {
    // Storage may be full or forbidden: then only the server has it.
  }
}

export function forgetWriting(place: KeptPlace): void {
  try {
    localStorage.removeItem(nameOf(place));
  } catch {
    // As above.
  }
}

/** Takes what was left behind in this mailbox. */
export function takeKept(userId: string, mailboxId: string): readonly Restored[] {
  const found: Restored[] = [];
  try {
    const prefix = nameOf({ userId, mailboxId, key: "" });
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const kept = JSON.parse(localStorage.getItem(name) ?? "null") as Kept | null;
      const age = Date.now() - (kept?.at ?? 0);
      if (kept === null || age > OLD_MS) localStorage.removeItem(name);
      else if (name.startsWith(prefix) && (kept.tab === tabName() || age > ALIVE_MS)) {
        localStorage.removeItem(name);
        found.push({ written: kept.written, draft: kept.draft });
      }
    }
  } catch {
    // What can't be read is as good as gone.
  }
  return found;
}

function nameOf({ userId, mailboxId, key }: KeptPlace): string {
  return `${PREFIX}.${userId}.${mailboxId}.${key}`;
}

function tabName(): string {
  const known = sessionStorage.getItem(PREFIX);
  if (known !== null) return known;
  const name = String(Math.random()).slice(2);
  sessionStorage.setItem(PREFIX, name);
  return name;
}
