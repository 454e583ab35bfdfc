import { expect } from "vitest";
import { SyncError } from "../../base/sync-error.ts";

export async function rejectionOf(promise: Promise<unknown>): Promise<SyncError> {
  const error = await promise.then(
    () => expect.fail("nothing was rejected"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SyncError);
  return error as SyncError;
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
