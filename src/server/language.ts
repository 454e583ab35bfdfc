import type { Context } from "hono";
import type { Language } from "../engine/ports/accounts.ts";

/** The reader's language: from the Accept-Language header (RFC 9110 section 12.5.4), English otherwise. */
export function languageOf(context: Context): Language {
  const wanted = context.req.header("accept-language") ?? "";
  const nl = /(?:^|[,\s])nl\b/i.exec(wanted)?.index ?? Number.POSITIVE_INFINITY;
  const en = /(?:^|[,\s])en\b/i.exec(wanted)?.index ?? Number.POSITIVE_INFINITY;
  return nl < en ? "nl" : "en";
}
