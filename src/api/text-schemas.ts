// Text that people and programs give. Postgres keeps no NUL: what is stored or looked for as text has none.
import { z } from "@hono/zod-openapi";

/** Any text, of several lines too. */
export function text(lengthMax: number) {
  return z
    .string()
    .max(lengthMax)
    .regex(/^[^\0]*$/, "Text without NUL characters.");
}

/** One line, without blanks around it; it may be empty. */
export function line(lengthMax: number) {
  return z
    .string()
    .trim()
    .max(lengthMax)
    .refine(isLine, {
      error: "One line, without control characters.",
      params: { code: "notLine" },
    });
}

/** What somebody or something is called. */
export function name(lengthMax: number) {
  return line(lengthMax).min(1);
}

function isLine(given: string): boolean {
  return !/\p{Cc}/u.test(given);
}
