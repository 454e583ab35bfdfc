// An open panel, as far as the event stream fills it.
import type { AnswerOf } from "../api/operations.ts";
import type { ApiClient } from "../journeys/testing/api-client.ts";

export type Settings = AnswerOf<"readEmailSettings">;

export interface Seen {
  readonly what: string;
  /** Since it was waited for. */
  readonly ms: number;
}

export class Panel {
  #settings: Settings;
  #changed = Promise.withResolvers<void>();
  readonly #closing = new AbortController();

  private constructor(settings: Settings) {
    this.#settings = settings;
  }

  static async open(client: ApiClient): Promise<Panel> {
    const panel = new Panel(await client.call("readEmailSettings"));
    void panel.#listen(client);
    return panel;
  }

  /** Waits until the panel shows something that `look` has a name for. `begin` is called when the time begins. */
  async until(look: (settings: Settings) => string | null, msMax: number, begin?: () => void): Promise<Seen> {
    const began = performance.now();
    begin?.();
    const over = AbortSignal.timeout(msMax);
    for (;;) {
      const what = look(this.#settings);
      const ms = performance.now() - began;
      if (what !== null) return { what, ms };
      if (over.aborted) return { what: "never", ms };
      const timedOut = Promise.withResolvers<void>();
      over.addEventListener("abort", () => timedOut.resolve(), { once: true });
      await Promise.race([this.#changed.promise, timedOut.promise]);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #listen(client: ApiClient): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const { body } = await client.visit("/v1/events", { signal });
        let left = "";
        for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
          const events = (left + chunk).split("\n\n");
          left = events.pop() ?? "";
          for (const event of events) this.#hear(event);
        }
      } catch {
        // A browser opens it again too, and is told everything.
      }
    }
  }

  #hear(event: string): void {
    if (!/^event: emailSettings$/m.test(event)) return;
    const data = /^data: (.*)$/m.exec(event)?.[1] ?? "{}";
    this.#settings = (JSON.parse(data) as { readonly settings: Settings }).settings;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
