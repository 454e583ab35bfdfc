import { expect, test } from "vitest";
import { type Response, ResponseReader, TOO_LARGE } from "./response-reader.ts";

const CHUNK = Buffer.alloc(64 * 1024, "A");
const BYTES = 1024 ** 3;

test("check 43: a message of 1 GB of zeros in base64 is read over, and the next response is understood", () => {
  const responses: Response[] = [];
  const reader = new ResponseReader((response) => responses.push(response));
  const [cpu, memory] = [process.threadCpuUsage(), process.memoryUsage()];
  reader.push(Buffer.from(`* 1 FETCH (UID 5 BODY[] {${BYTES}}\r\n`));
  for (let bytes = 0; bytes < BYTES; bytes += CHUNK.length) reader.push(CHUNK);
  reader.push(Buffer.from(")\r\n* OK next\r\n"));
  const { user, system } = process.threadCpuUsage(cpu);
  const { heapUsed, external } = process.memoryUsage();
  expect((user + system) / 1000).toBeLessThan(2_000);
  expect(heapUsed + external - memory.heapUsed - memory.external).toBeLessThan(256 * 1024 ** 2);
  expect(responses).toEqual([["* 1 FETCH (UID 5 BODY[] ", TOO_LARGE, ")"], ["* OK next"]]);
});
