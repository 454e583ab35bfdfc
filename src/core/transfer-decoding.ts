// Base64 and quoted-printable (RFC 2045), forgiving what real mail contains.

const BASE64 = new Int8Array(256).fill(-1);
for (const [i, c] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  BASE64[c.charCodeAt(0)] = i;
}
BASE64["-".charCodeAt(0)] = 62;
BASE64["_".charCodeAt(0)] = 63;

/** Skips what isn't base64; stops after `bytesMax` bytes. */
export function decodeBase64(bytes: Uint8Array, bytesMax = Number.POSITIVE_INFINITY): Uint8Array {
  const out = new Uint8Array(Math.min(Math.ceil(bytes.length * 0.75), bytesMax) + 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < bytes.length && length < bytesMax; i++) {
    const value = BASE64[bytes[i] ?? 0] ?? -1;
    if (value < 0) {
      // Padding ends a run; another may follow.
      if (bytes[i] === 61) bits = 0;
      continue;
    }
    held = ((held << 6) | value) & 0xff_ffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[length++] = (held >> bits) & 0xff;
    }
  }
  return out.subarray(0, length);
}

/** `headers`: the Q encoding of RFC 2047, where "_" is a space. */
export function decodeQuotedPrintable(bytes: Uint8Array, headers = false): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 95 && headers) out[length++] = 32;
    else if (byte !== 61) out[length++] = byte;
    else {
      const high = hex(bytes[i + 1]);
      const low = hex(bytes[i + 2]);
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low;
        i += 2;
      } else if (bytes[i + 1] === 10) i += 1;
      else if (bytes[i + 1] === 13 && bytes[i + 2] === 10) i += 2;
      else out[length++] = byte;
    }
  }
  return out.subarray(0, length);
}

function hex(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
