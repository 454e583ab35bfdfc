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
    return [{ field: path.join("."), message: issue.message }];
  });
}

function isInside(issues: readonly Issue[]): boolean {
  return issues.every(({ path }) => path.length > 0);
}
