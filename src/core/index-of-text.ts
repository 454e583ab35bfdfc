/** Where an ASCII text occurs in bytes, whatever its case; -1 when nowhere. For short inputs. */
export function indexOfText(bytes: Uint8Array, lowerCaseText: string): number {
  const last = bytes.length - lowerCaseText.length;
  for (let start = 0; start <= last; start++) {
    let i = 0;
    while (i < lowerCaseText.length && lower(bytes[start + i]) === lowerCaseText.charCodeAt(i)) i++;
    if (i === lowerCaseText.length) return start;
  }
  return -1;
}

function lower(byte: number | undefined): number {
  if (byte === undefined) return 0;
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}
