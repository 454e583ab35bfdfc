import type { IncomingMessage } from "node:http";

const BYTES_MAX = 64 * 1024;

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(request));
}

export async function readBody(request: IncomingMessage, bytesMax = BYTES_MAX): Promise<string> {
  return (await readBytes(request, bytesMax)).toString("utf8");
}

export async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error("the request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A form that another site's page posted here: browsers name the site, programs don't. */
export function isForeign({ method, headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return method === "POST" && origin !== undefined && origin !== `http://${host}`;
}
