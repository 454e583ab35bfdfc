import { z } from "@hono/zod-openapi";

/** `X.nullable()` of a schema that has a name in the document makes the named one nullable there, wherever it is used,
 *  and itself something that null can't be. */
export function orNull<S extends z.ZodType>(schema: S) {
  return z.union([schema, z.null()]);
}
