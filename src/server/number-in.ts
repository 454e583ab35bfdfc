import { HttpError } from "./http-error.ts";

/** The number that a query parameter says. */
export function numberIn(
  text: string | undefined,
  { otherwise, max, field }: { readonly otherwise: number; readonly max: number; readonly field: string },
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new HttpError(422, "invalid", "This is not a number in range.", [
      { field, message: `A whole number from 0 to ${max}.` },
    ]);
  }
  return value;
}
