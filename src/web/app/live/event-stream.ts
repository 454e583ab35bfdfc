// An EventSource that never gives up: the browser's own gives up for good when the server answers anything but a
// stream (a restart behind a proxy, a session that ended).
import type { LiveEvent } from "../../../api/live-event.ts";
import type { Shape } from "../../../api/schemas.ts";

const RETRY_MS_MIN = 1000;
const RETRY_MS_MAX = 30_000;
const KINDS = ["emailSettings", "folderCounts", "messages", "sends", "connectionTest", "reset"] as const;

export type Event = Shape<typeof LiveEvent>;

export interface StreamListener {
  readonly onEvent: (event: Event) => void;
  readonly onState: (connected: boolean) => void;
  /** Open again after it was open before. */
  readonly onReturn: () => void;
  /** The server refused the stream; it is tried again later. */
  readonly onLost: () => void;
}

export class EventStream {
  readonly #url: string;
  readonly #listener: StreamListener;
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #openedBefore = false;
  #retryMs = RETRY_MS_MIN;

  constructor(url: string, listener: StreamListener) {
    this.#url = url;
    this.#listener = listener;
    this.#open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #open(): void {
    const source = new EventSource(this.#url);
    this.#source = source;
    source.onopen = () => {
      this.#retryMs = RETRY_MS_MIN;
      this.#listener.onState(true);
      if (this.#openedBefore) this.#listener.onReturn();
      this.#openedBefore = true;
    };
    source.onerror = () => {
      this.#listener.onState(false);
      if (source.readyState !== EventSource.CLOSED) return;
      this.#listener.onLost();
      this.#timer = setTimeout(() => this.#open(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (message: MessageEvent<string>) => {
        this.#listener.onEvent({ kind, ...(JSON.parse(message.data) as object) } as Event);
      });
    }
  }
}
