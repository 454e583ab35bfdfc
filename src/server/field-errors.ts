import type { z } from "@hono/zod-openapi";
import type { FieldError } from "./http-error.ts";

type Issue = z.core.$ZodIssue;

/** What is wrong with which fields. Of a choice of shapes (a thing or null, say) the one is meant that what was given has
 *  something of. */
export function fieldErrorsOf(
  issues: readonly Issue[],
  around: readonly PropertyKey[] = [],
): readonly FieldError[] {
  return issues.flatMap((issue) => {
    const path = [...around, ...issue.path];
    const meant = issue.code === "invalid_union" ? issue.errors.filter(isInside) : [];
    if (meant.length === 1) return fieldErrorsOf(meant[0] ?? [], path);
    return [{ field: path.join("."), message: issue.message, ...codeOf(issue) }];
  });
}

function codeOf(issue: Issue): Pick<FieldError, "code" | "bound"> {
  switch (issue.code) {
    case "too_small":
      return tooLittle(issue.origin, Number(issue.minimum));
    case "too_big":
      return { code: TOO_MUCH[issue.origin] ?? "tooBig", bound: Number(issue.maximum) };
    case "invalid_format":
      return { code: issue.format === "email" ? "notAddress" : "invalid" };
    case "custom":
      return { code: issue.params?.code === "notLine" ? "notLine" : "invalid" };
    default:
      return { code: "invalid" };
  }
}

function tooLittle(origin: string, bound: number): Pick<FieldError, "code" | "bound"> {
  if (origin === "string" && bound === 1) return { code: "required" };
  return { code: TOO_LITTLE[origin] ?? "tooSmall", bound };
}

const TOO_LITTLE: Readonly<Record<string, FieldError["code"]>> = { string: "tooShort", array: "tooFew" };
const TOO_MUCH: Readonly<Record<string, FieldError["code"]>> = { string: "tooLong", array: "tooMany" };

function isInside(issues: readonly Issue[]): boolean {
  return issues.every(({ path }) => path.length > 0);
}
