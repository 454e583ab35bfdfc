// Bytes out of a mail go to the disk, never into a page of ours (security check 41).

const NAME_CHARACTERS_MAX = 150;

/** Headers of a download: RFC 6266 with the RFC 8187 form for names beyond ASCII. */
export function attachmentHeaders(fileName: string, contentType: string): Record<string, string> {
  const name = safeName(fileName);
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\]/g, "_");
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return {
    "content-type": safeType(contentType),
    "content-disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-store",
  };
}

/** No paths, no control or direction characters, no device names, not too long. */
export function safeName(fileName: string): string {
  const name = fileName
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .replace(/[\\/:*?"<>|]/g, "_")
    .replace(/^[.\s]+|[.\s]+$/g, "");
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  const stem = name.slice(0, name.length - ending.length).slice(0, NAME_CHARACTERS_MAX);
  if (stem === "") return `attachment${ending}`;
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `_${stem}${ending}` : stem + ending;
}

function safeType(contentType: string): string {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  // What a browser might render is sent as plain bytes; the download keeps its name.
  const harmless = /^(?:image\/(?:png|jpeg|gif|webp)|application\/(?:pdf|zip)|text\/plain|message\/rfc822)$/;
  return harmless.test(type) ? type : "application/octet-stream";
}
