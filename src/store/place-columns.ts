// Where the sealed bytes of a message or a file lie, as rows have it.
import type { PackId } from "../base/ids.ts";
import type { SealedPlace } from "../engine/ports/vault.ts";

export const PLACE_COLUMNS = "pack_id, pack_offset, pack_length, size, sha256, wrapped_key";

export interface PlaceRow {
  readonly pack_id: PackId;
  readonly pack_offset: number;
  readonly pack_length: number;
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly wrapped_key: Uint8Array;
}

export function placeOfRow(row: PlaceRow): SealedPlace {
  return {
    packId: row.pack_id,
    offset: row.pack_offset,
    length: row.pack_length,
    size: row.size,
    sha256: row.sha256,
    wrappedKey: row.wrapped_key,
  };
}
