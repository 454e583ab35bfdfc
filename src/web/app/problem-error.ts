import type { Problem, Shape } from "../../api/schemas.ts";
import type { Texts } from "../texts/en.ts";

export type ProblemBody = Shape<typeof Problem>;
export type FieldError = NonNullable<ProblemBody["errors"]>[number];

/** What the server answered instead (RFC 9457); status 0 and code "offline" when it didn't answer at all. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody, options?: ErrorOptions) {
    super(problem.title || problem.code, options);
    this.problem = problem;
  }

  /** What is wrong with one field, for 422. */
  field(name: string, t: Texts): string | undefined {
    const error = this.problem.errors?.find(({ field }) => field === name);
    return error === undefined ? undefined : fieldText(error, t);
  }
}

/** In the reader's language where there are words for it. */
export function fieldText({ code, bound = 0, message }: FieldError, t: Texts): string {
  // A newer server may know more codes than this page.
  const say = code === undefined ? undefined : (t.problems.fields as Partial<FieldTexts>)[code];
  return say?.(bound) ?? message;
}

type FieldTexts = Texts["problems"]["fields"];

export function problemText({ code, title, errors = [] }: ProblemBody, t: Texts): string {
  if (code === "offline") return t.common.offline;
  if (errors.some((error) => error.code !== undefined)) return t.problems.someFields;
  return t.problems.titles[code] ?? (title || t.common.unexpected);
}

export async function readProblem(response: Response): Promise<ProblemError> {
  const fallback = { type: "about:blank", title: "", status: response.status, code: "unknown" };
  if (!(response.headers.get("content-type") ?? "").includes("json")) return new ProblemError(fallback);
  const body = (await response.json().catch(() => null)) as Partial<ProblemBody> | null;
  return new ProblemError({ ...fallback, ...body });
}

export function problemOf(error: unknown): ProblemBody {
  if (error instanceof ProblemError) return error.problem;
  return { type: "about:blank", title: "", status: 0, code: "unknown" };
}
