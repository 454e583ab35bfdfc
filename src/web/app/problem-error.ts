import type { Problem, Shape } from "../../api/schemas.ts";

export type ProblemBody = Shape<typeof Problem>;

/** What the server answered instead (RFC 9457); status 0 and code "offline" when it didn't answer at all. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody, options?: ErrorOptions) {
    super(problem.title || problem.code, options);
    this.problem = problem;
  }

  /** What is wrong with one field, for 422. */
  field(name: string): string | undefined {
    return this.problem.errors?.find(({ field }) => field === name)?.message;
  }
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
