// Numbers in the English texts.
let format: Intl.NumberFormat | undefined;

/** The formatter is made when it is first used: the texts are evaluated while the page starts. */
export function formatted(value: number): string {
  format ??= new Intl.NumberFormat("en-GB");
  return format.format(value);
}

export function many(count: number, one: string, other: string): string {
  return `${formatted(count)} ${count === 1 ? one : other}`;
}

export function messages(count: number): string {
  return many(count, "message", "messages");
}
