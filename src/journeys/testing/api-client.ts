// The API as a program uses it: cookies in a jar, answers held to the contract, redirects left to the test.
import {
  type AnswerOf,
  type BodyOf,
  type Operation,
  type OperationName,
  operations,
  type ParamsOf,
  type QueryOf,
} from "../../api/operations.ts";
import { paths } from "../../api/paths.ts";

export interface ApiAnswer<T> {
  readonly status: number;
  /** The answer, or the problem. */
  readonly body: T;
}

interface Asked<N extends OperationName> {
  readonly params?: ParamsOf<N>;
  readonly body?: BodyOf<N>;
  readonly query?: QueryOf<N>;
}

export class ApiClient {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Another browser with the same cookies. */
  copy(): ApiClient {
    const other = new ApiClient(this.#url);
    for (const [key, value] of this.#cookies) other.#cookies.set(key, value);
    return other;
  }

  /** For our own server, as the header has them. */
  get cookies(): string {
    return this.#cookiesFor(`${new URL(this.#url).host} `);
  }

  #cookiesFor(own: string): string {
    return [...this.#cookies]
      .filter(([key]) => key.startsWith(own))
      .map(([key, value]) => `${key.slice(own.length)}=${value}`)
      .join("; ");
  }

  /** Throws unless the answer is good. */
  async call<N extends OperationName>(name: N, asked: Asked<N> = {}): Promise<AnswerOf<N>> {
    const { status, body } = await this.ask<N, AnswerOf<N>>(name, asked);
    if (status >= 400) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async ask<N extends OperationName, T = { readonly [field: string]: unknown }>(
    name: N,
    asked: Asked<N> = {},
  ): Promise<ApiAnswer<T>> {
    const [method, template] = paths[name];
    const params: Readonly<Record<string, string>> = asked.params ?? {};
    const url = new URL(
      template.replace(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(params[param] ?? "")),
      this.#url,
    );
    const query: Readonly<Record<string, string | undefined>> = asked.query ?? {};
    for (const [field, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(field, value);
    }
    const response = await this.visit(url, {
      method: method.toUpperCase(),
      ...(asked.body === undefined
        ? {}
        : { body: JSON.stringify(asked.body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    if (response.ok) checkAnswer(name, body);
    return { status: response.status, body: body as T };
  }

  /** Any address, with the cookies of this jar for its host and port; redirects aren't followed. */
  async visit(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.#url);
    const own = `${url.host} `;
    const cookie = this.#cookiesFor(own);
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const key = own + pair.slice(0, at).trim();
      if (attributes.some((each) => /expires=thu, 01 jan 1970|max-age=0/i.test(each))) {
        this.#cookies.delete(key);
      } else this.#cookies.set(key, pair.slice(at + 1));
    }
    return response;
  }
}

/** The server doesn't check what it answers: a column that a query forgot would be seen by nobody. */
function checkAnswer(name: OperationName, body: unknown): void {
  const { answer }: Operation = operations[name];
  const read = answer?.safeParse(body);
  if (read?.success === false) throw new Error(`${name} breaks its schema: ${read.error.message}`);
}
