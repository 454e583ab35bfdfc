// The live stream (server-sent events): tells a browser what changed, from hints that carry nothing themselves.
// What is sent is always read afresh, so that a hint that is lost, doubled or late can't show anything wrong.
import type { Env, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { LiveEvent } from "../api/live-event.ts";
import type { Shape } from "../api/schemas.ts";
import type { MailboxId } from "../base/ids.ts";
import { flagNames } from "../core/flags.ts";
import type { UserPrincipal } from "../engine/ports/accounts.ts";
import type { FolderCount } from "../engine/ports/desk.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import type { ServerDeps } from "./deps.ts";
import { mailboxOfUser, readEmailSettings } from "./email-settings.ts";
import { HttpError } from "./http-error.ts";
import { presentFolder } from "./present.ts";
import type { ProgressRate } from "./progress-rate.ts";
import { presentSend } from "./routes/sending.ts";
import type { Sessions } from "./sessions.ts";

/** The first hint after a silence is answered at once; those that follow it within this time are answered together. */
const GATHER_MS = 200;
/** The same where nothing was told of messages. */
const BREATH_MS = 20;
/** "Checked 3 s ago" is refreshed this often while nothing else happens; also keeps proxies from closing. */
const BEAT_MS = 5_000;
const EVENTS_MAX = 500;
const STREAMS_PER_USER_MAX = 20;

type Event = Shape<typeof LiveEvent>;
interface Stream {
  readonly principal: UserPrincipal;
  readonly sse: SSEStreamingApi;
  /** Wakes the stream's own loop. */
  poke: () => void;
}

export class Live {
  readonly #deps: ServerDeps;
  readonly #rate: ProgressRate;
  readonly #streams = new Set<Stream>();
  #closed = false;

  constructor(deps: ServerDeps, rate: ProgressRate) {
    this.#deps = deps;
    this.#rate = rate;
    deps.hints.subscribe((hint) => {
      if (hint.kind === "wake" || hint.kind === "records") return;
      for (const stream of this.#streams) {
        if (stream.principal.user.workspaceId === hint.workspaceId) stream.poke();
      }
    });
  }

  register(app: Hono<Env>, sessions: Sessions): void {
    app.get("/v1/events", async (context) => {
      const principal = await sessions.user(context);
      const isSignedIn = async () => (await sessions.principal(context)) !== null;
      const mine = [...this.#streams].filter((each) => each.principal.user.id === principal.user.id);
      if (mine.length >= STREAMS_PER_USER_MAX)
        throw new HttpError(429, "too_many_streams", "Close some tabs.");
      context.header("x-accel-buffering", "no");
      return streamSSE(context, (sse) => this.#serve(principal, sse, isSignedIn));
    });
  }

  /** Counts of remote folders, to every open panel of this user, as they come. */
  async sendCounts(
    principal: UserPrincipal,
    mailboxId: MailboxId,
    counts: AsyncIterable<readonly FolderCount[]>,
  ): Promise<void> {
    try {
      for await (const some of counts) {
        const counted = some.map((count) => ({ ...count }));
        await this.send(principal, { kind: "folderCounts", mailboxId, counts: counted });
      }
    } catch (error) {
      // The tree is there without counts; the picker's own request has shown the cause if there is one.
      this.#deps.log.info("counts.ended", { error: error instanceof Error ? error.name : "unknown" });
    }
  }

  /** To every page that this user has open. */
  async send(principal: UserPrincipal, event: Event): Promise<void> {
    for (const stream of this.#streams) {
      if (stream.principal.user.id === principal.user.id) await send(stream.sse, event);
    }
  }

  close(): void {
    this.#closed = true;
    for (const stream of this.#streams) {
      stream.sse.abort();
      stream.poke();
    }
  }

  async #serve(
    principal: UserPrincipal,
    sse: SSEStreamingApi,
    isSignedIn: () => Promise<boolean>,
  ): Promise<void> {
    const { clock } = this.#deps;
    let poked = new AbortController();
    const stream: Stream = { principal, sse, poke: () => poked.abort() };
    this.#streams.add(stream);
    sse.onAbort(() => stream.poke());
    try {
      const view = new View(this.#deps, this.#rate, principal);
      while (!sse.aborted && !sse.closed && !this.#closed) {
        poked = new AbortController();
        // Whoever has signed out hears nothing more, also in a tab that was left open elsewhere.
        if (!(await isSignedIn())) break;
        const events = await view.changes();
        for (const event of events) await send(sse, event);
        // New mail is announced by a commit that brings none of it yet: that isn't to hold up the next one.
        const restMs = events.some(({ kind }) => kind === "messages") ? GATHER_MS : BREATH_MS;
        await clock.sleep(restMs);
        await clock.sleep(BEAT_MS - restMs, poked.signal);
      }
    } catch (error) {
      this.#deps.log.warn("live.ended", { error: error instanceof Error ? error.message : "unknown" });
    } finally {
      this.#streams.delete(stream);
    }
  }
}

/** What one browser has been told so far. */
class View {
  readonly #deps: ServerDeps;
  readonly #rate: ProgressRate;
  readonly #principal: UserPrincipal;
  #settings = "";
  #sends = "";
  #mailboxId: MailboxId | null = null;
  #seq = 0;

  constructor(deps: ServerDeps, rate: ProgressRate, principal: UserPrincipal) {
    this.#deps = deps;
    this.#rate = rate;
    this.#principal = principal;
  }

  /** What is asked is asked together: new mail waits for all of it. */
  async changes(): Promise<readonly Event[]> {
    const [settings, [mailboxId, ofMailbox]] = await Promise.all([
      readEmailSettings(this.#deps, this.#rate, this.#principal),
      this.#ofMailbox(),
    ]);
    const events: Event[] = [];
    const text = JSON.stringify(settings);
    if (text !== this.#settings) {
      this.#settings = text;
      events.push({ kind: "emailSettings", settings });
    }
    if (mailboxId !== null && settings.mailbox !== null) {
      this.#deps.attention.look(this.#principal.user.workspaceId, mailboxId, null);
    }
    return [...events, ...ofMailbox];
  }

  async #ofMailbox(): Promise<readonly [MailboxId | null, readonly Event[]]> {
    const mailboxId = await mailboxOfUser(this.#deps, this.#principal);
    if (mailboxId === null) return [null, []];
    const [sends, messages] = await Promise.all([this.#outgoing(mailboxId), this.#messages(mailboxId)]);
    return [mailboxId, [...sends, ...messages]];
  }

  async #outgoing(mailboxId: MailboxId): Promise<readonly Event[]> {
    const { workspaceId, language } = this.#principal.user;
    const listed = await this.#deps.sending.list({ workspaceId, mailboxId });
    const sends = listed.map((send) => presentSend(send, language));
    const text = JSON.stringify([mailboxId, sends]);
    if (text === this.#sends) return [];
    this.#sends = text;
    return [{ kind: "sends", mailboxId, sends }];
  }

  async #messages(mailboxId: MailboxId): Promise<readonly Event[]> {
    const { reading } = this.#deps;
    const { workspaceId } = this.#principal.user;
    if (mailboxId !== this.#mailboxId) {
      this.#mailboxId = mailboxId;
      this.#seq = await reading.lastSeq(workspaceId, mailboxId);
      return [];
    }
    const log = await reading.readEvents(workspaceId, mailboxId, this.#seq, EVENTS_MAX);
    const last = log.at(-1);
    if (last === undefined) return [];
    this.#seq = last.seq;
    if (log.length === EVENTS_MAX) {
      this.#seq = await reading.lastSeq(workspaceId, mailboxId);
      return [{ kind: "reset" }];
    }
    const folders = await reading.listFolders(workspaceId, mailboxId);
    const appFolder = new Map<string, string>(folders.map((folder) => [folder.folderId, folder.id]));
    const changed = log.flatMap(({ event }) => changesOf(event, appFolder));
    return [{ kind: "messages", mailboxId, seq: last.seq, folders: folders.map(presentFolder), changed }];
  }
}

type Changed = Extract<Event, { kind: "messages" }>["changed"];

function changesOf(event: NewEvent, appFolder: ReadonlyMap<string, string>): Changed {
  switch (event.kind) {
    // Lists of what the import brought would be long and tell nothing that the counts don't.
    case "messages.imported":
    case "folders.changed":
      return [];
    case "message.flags":
      return [
        {
          id: event.messageId,
          folderId: appFolder.get(event.folderId) ?? null,
          flags: [...flagNames(event.flags)],
        },
      ];
    case "message.arrived":
    case "message.moved":
    case "message.returned":
    case "draft.saved":
    case "upload.refused":
    case "upload.retried":
      return [{ id: event.messageId, folderId: appFolder.get(event.folderId) ?? null, flags: null }];
    case "message.departed":
    case "message.erased":
      return [{ id: event.messageId, folderId: null, flags: null }];
  }
}

async function send(sse: SSEStreamingApi, event: Event): Promise<void> {
  if (sse.aborted || sse.closed) return;
  const { kind, ...data } = event;
  await sse.writeSSE({ event: kind, data: JSON.stringify(data) });
}
