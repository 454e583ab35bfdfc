// Names of conversations as 53 bits, which a number holds exactly: nobody is kept out by them (whoever wants to join a
// conversation writes References), and a hash of cryptography took a tenth of an import. Among a million names two are
// alike by chance once in twenty thousand mailboxes.

/** `seed`: what makes the hashes of two workspaces differ. From 0 to 2^53 - 1. */
export function shortHash(text: string, seed: number): number {
  // Two lanes of multiply and rotate, mixed as MurmurHash3 does at its end.
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
    a = (a << 13) | (a >>> 19);
    b = (b << 15) | (b >>> 17);
  }
  a = mixed(a ^ Math.imul(b, 0x9e37_79b1) ^ text.length);
  b = mixed(b ^ Math.imul(a, 0x85eb_ca77));
  return (b & 0x1f_ffff) * 0x1_0000_0000 + (a >>> 0);
}

function mixed(lane: number): number {
  let bits = lane;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
