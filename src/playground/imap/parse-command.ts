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

/** The words of a list; none when it is no list. */
export function words(token: Token | undefined): readonly string[] {
  return Array.isArray(token) ? token.map((each: Token) => text(each)) : [];
}

/** In order and without overlaps. */
export type Ranges = readonly (readonly [low: number, high: number])[];

/** "1:4,7,*" over numbers up to `max` (RFC 3501 section 9, sequence-set). */
export function parseSet(set: string, max: number): Ranges {
  const given = set
    .split(",")
    .map((part): readonly [number, number] => {
      const [a = 0, b = a] = part.split(":").map((end) => (end === "*" ? max : Number(end)));
      return [Math.min(a, b), Math.max(a, b)];
    })
    .sort(([a], [b]) => a - b);
  const ranges: [number, number][] = [];
  for (const [low, high] of given) {
    const last = ranges.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else ranges.push([low, high]);
  }
  return ranges;
}

export function inSet(set: string, max: number): (value: number) => boolean {
  const ranges = parseSet(set, max);
  return (value) => {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranges[middle]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return value >= (ranges[low]?.[0] ?? Number.POSITIVE_INFINITY);
  };
}

/** Numbers as a set, in the order given. */
export function formatSet(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(",");
}
