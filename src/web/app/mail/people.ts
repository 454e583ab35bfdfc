import type { AnswerOf } from "../../../api/operations.ts";

export type Person = AnswerOf<"readMessage">["from"][number];

/** Without what only serves to deceive: control characters and marks that turn the writing direction. */
export function plainName(name: string): string {
  return name
    .replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** For the list, where there is room for one thing: the name, unless it poses as another address. */
export function shortName(person: Person): string {
  const name = plainName(person.name);
  const address = plainName(person.address);
  if (name === "") return address;
  return name.includes("@") && !name.toLowerCase().includes(address.toLowerCase()) ? address : name;
}
