// A command's arguments: atoms and quoted strings as text (latin1), literals as bytes, lists.

export type Token = string | Buffer | readonly Token[];

/** `parts` are the pieces of the line with the literals between them. */
export function parseArguments(parts: readonly (string | Buffer)[]): readonly Token[] {
  const stack: Token[][] = [[]];
  const push = (token: Token): void => {
    stack.at(-1)?.push(token);
  };
  for (const part of parts) {
    if (typeof part !== "string") {
      push(part);
      continue;
    }
    const pattern = /"((?:[^"\\]|\\.)*)"|(\()|(\))|((?:[^\s()"[]|\[[^\]]*\])+)/g;
    for (const [, quoted, open, close, atom] of part.matchAll(pattern)) {
      if (quoted !== undefined) push(quoted.replace(/\\(.)/g, "$1"));
      else if (open !== undefined) stack.push([]);
      else if (close !== undefined && stack.length > 1) push(stack.pop() as Token[]);
      else if (atom !== undefined) push(atom);
    }
  }
  return stack[0] ?? [];
}

export function text(token: Token | undefined): string {
  if (typeof token === "string") return token;
  return Buffer.isBuffer(token) ? token.toString("latin1") : "";
}

/** "1:4,7,*" over numbers up to `max`. */
export function inSet(set: string, max: number): (value: number) => boolean {
  const ranges = set.split(",").map((part) => {
    const [a, b = a] = part.split(":").map((end) => (end === "*" ? max : Number(end)));
    return [Math.min(a ?? 0, b ?? 0), Math.max(a ?? 0, b ?? 0)] as const;
  });
  return (value) => ranges.some(([from, to]) => value >= from && value <= to);
}
