/** The eight groups of an IPv6 address, however it was written (RFC 4291 section 2.2). */
export function ipv6Groups(address: string): readonly number[] {
  const url = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = url.split("::", 2);
  const split = (text: string): readonly number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return split(head);
  const [before, after] = [split(head), split(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
