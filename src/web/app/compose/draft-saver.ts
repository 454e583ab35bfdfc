// Saves what is written while it is written: a moment after typing rests, one save at a time, and again when a save
// failed. Nothing that was typed is given up: a draft that somebody else saved meanwhile stays, and this becomes another.
import { type ProblemBody, problemOf } from "../problem-error.ts";
import { bytesOf, type Composition, compositionOf, type Written } from "./written.ts";

export interface SavedDraft {
  readonly id: string;
  readonly revision: string;
}

export type SaveState =
  /** Nothing was written yet that isn't saved. */
  | { readonly kind: "still" }
  | { readonly kind: "unsaved" }
  | { readonly kind: "saving" }
  /** ISO time. */
  | { readonly kind: "saved"; readonly at: string }
  /** It is tried again by itself, and kept in the browser meanwhile. */
  | { readonly kind: "waiting"; readonly why: "offline" | "signedOut" | "failed" }
  /** Only another text can be saved, or another mailbox. */
  | { readonly kind: "refused"; readonly problem: ProblemBody };

/** Why it is another draft now than the one that was opened. */
export type Parted = "edited" | "gone";

/** `name`: asked again under it, it is done once. */
export interface SaverPorts {
  readonly create: (composition: Composition, name: string) => Promise<SavedDraft>;
  /** Rejects with a ProblemError: 412 when it was saved elsewhere, 404 when it has gone. */
  readonly save: (composition: Composition, draft: SavedDraft, name: string) => Promise<SavedDraft>;
  readonly keep: (written: Written, draft: SavedDraft | null) => void;
  readonly forget: () => void;
}

interface Asked {
  readonly name: string;
  readonly composition: Composition;
  /** Saved over this one; null: as a new one. */
  readonly over: SavedDraft | null;
  readonly version: number;
}

const REST_MS = 2000;
/** Of a message that takes a while to send. */
const LARGE_REST_MS = 30_000;
const LARGE_BYTES = 1_000_000;
const RETRY_MS = 10_000;
const KEEP_MS = 400;

export class DraftSaver {
  readonly #ports: SaverPorts;
  #written: Written;
  #draft: SavedDraft | null;
  #version = 0;
  #savedVersion = 0;
  #state: SaveState = { kind: "still" };
  #parted: Parted | null = null;
  /** It may have been done: whoever made another of it would leave two. */
  #unanswered: Asked | null = null;
  #saving: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  readonly #listeners = new Set<() => void>();

  constructor(ports: SaverPorts, begun: { readonly written: Written; readonly draft: SavedDraft | null }) {
    this.#ports = ports;
    this.#written = begun.written;
    this.#draft = begun.draft;
  }

  get state(): SaveState {
    return this.#state;
  }
  get draft(): SavedDraft | null {
    return this.#draft;
  }
  get parted(): Parted | null {
    return this.#parted;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(written: Written): void {
    this.#written = written;
    this.#version += 1;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), KEEP_MS);
    if (this.#state.kind !== "saving" && this.#state.kind !== "waiting") this.#tell({ kind: "unsaved" });
    this.#plan(bytesOf(written) > LARGE_BYTES ? LARGE_REST_MS : REST_MS);
  }

  /** Now. False when it couldn't be: then it is kept here, and tried again. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#savedVersion < this.#version) {
      this.#keep();
      this.#saving ??= this.#save().finally(() => {
        this.#saving = null;
      });
      if (!(await this.#saving)) return false;
    }
    return true;
  }

  /** Nothing of it is wanted any more, or somebody else takes it from here. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#keepTimer);
    this.#listeners.clear();
  }

  #keep(): void {
    clearTimeout(this.#keepTimer);
    if (!this.#ended && this.#savedVersion < this.#version) this.#ports.keep(this.#written, this.#draft);
  }

  #plan(ms: number): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #save(): Promise<boolean> {
    const version = this.#version;
    this.#tell({ kind: "saving" });
    try {
      this.#draft = await this.#store(version);
    } catch (error) {
      this.#fail(problemOf(error));
      return false;
    }
    this.#savedVersion = version;
    if (this.#version === version) {
      this.#ports.forget();
      this.#tell({ kind: "saved", at: new Date().toISOString() });
    } else {
      this.#tell({ kind: "unsaved" });
      this.#keep();
    }
    return true;
  }

  async #store(version: number): Promise<SavedDraft> {
    const composition = compositionOf(this.#written);
    const before = await this.#settle();
    if (before !== null) {
      this.#draft = before.draft;
      if (before.version === version) return before.draft;
    }
    const asked = { composition, over: this.#draft, version };
    if (this.#draft === null) return this.#ask({ ...asked, name: newName() });
    try {
      return await this.#ask({ ...asked, name: newName() });
    } catch (error) {
      const { status, code } = problemOf(error);
      if (status !== 404 && code !== "other_revision") throw error;
      this.#parted = status === 404 ? "gone" : "edited";
      return this.#ask({ ...asked, over: null, name: newName() });
    }
  }

  /** Asks once more what wasn't answered, as it was. Null: there is none, or it was refused. */
  async #settle(): Promise<{ readonly draft: SavedDraft; readonly version: number } | null> {
    const asked = this.#unanswered;
    if (asked === null) return null;
    try {
      return { draft: await this.#ask(asked), version: asked.version };
    } catch (error) {
      if (this.#unanswered !== null) throw error;
      return null;
    }
  }

  async #ask(asked: Asked): Promise<SavedDraft> {
    const { name, composition, over } = asked;
    this.#unanswered = asked;
    try {
      const saved = await (over === null
        ? this.#ports.create(composition, name)
        : this.#ports.save(composition, over, name));
      this.#unanswered = null;
      return saved;
    } catch (error) {
      if (isRefusal(problemOf(error))) this.#unanswered = null;
      throw error;
    }
  }

  #fail(problem: ProblemBody): void {
    const isForGood = [403, 409, 413, 422].includes(problem.status);
    if (isForGood) {
      this.#tell({ kind: "refused", problem });
      return;
    }
    const why = problem.code === "offline" ? "offline" : problem.status === 401 ? "signedOut" : "failed";
    this.#tell({ kind: "waiting", why });
    this.#plan(RETRY_MS);
  }

  #tell(state: SaveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Nothing was done. */
function isRefusal({ status }: ProblemBody): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

/** Also where a page isn't a secure context, and has no randomUUID. */
function newName(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
