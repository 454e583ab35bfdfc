// The one way to the server: every operation of the contract, by name, typed from the same table that the server
// registers its routes from.
import type { AnswerOf, BodyOf, OperationName, ParamsOf, QueryOf } from "../../api/operations.ts";
import { paths } from "../../api/paths.ts";
import { ProblemError, readProblem } from "./problem-error.ts";
import { chosenLanguage } from "./words/chosen-language.ts";

export interface CallInput<N extends OperationName> {
  readonly params?: ParamsOf<N>;
  readonly query?: QueryOf<N>;
  readonly body?: BodyOf<N>;
  /** The revision that was edited. */
  readonly ifMatch?: string;
  /** Idempotency-Key: asked again under it, it is done once. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/** Rejects with a ProblemError, whatever went wrong. */
export async function call<N extends OperationName>(name: N, input: CallInput<N> = {}): Promise<AnswerOf<N>> {
  const [method, template] = paths[name];
  const params: Readonly<Record<string, string>> = input.params ?? {};
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ""));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (typeof value === "string") query.set(key, value);
  }
  const response = await send(query.size === 0 ? path : `${path}?${query.toString()}`, {
    method: method.toUpperCase(),
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      "accept-language": chosenLanguage(),
      ...(input.body === undefined ? {} : { "content-type": "application/json" }),
      ...(input.ifMatch === undefined ? {} : { "if-match": `"${input.ifMatch}"` }),
      ...(input.name === undefined ? {} : { "idempotency-key": `"${input.name}"` }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  if (!response.ok) throw await readProblem(response);
  return (response.status === 204 ? undefined : await response.json()) as AnswerOf<N>;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new ProblemError({ type: "about:blank", title: "", status: 0, code: "offline" }, { cause });
  }
}
