import { expect, test } from "vitest";
import { RowQueue } from "./row-queue.ts";

const MEGABYTE = 1024 * 1024;
const QUARTER = MEGABYTE / 4;

function tap() {
  const source = {
    open: true,
    pause() {
      source.open = false;
    },
    resume() {
      source.open = true;
    },
  };
  return source;
}

test("a slow reader stops the connection at two megabytes and lets it go on at one", async () => {
  const source = tap();
  const queue = new RowQueue<number>(source);
  for (let i = 0; i < 7; i++) queue.push(i, QUARTER);
  expect(source.open).toBe(true);
  queue.push(7, QUARTER);
  expect(source.open).toBe(false);
  queue.finish();
  const open: boolean[] = [];
  const rows: number[] = [];
  for await (const row of queue) {
    rows.push(row);
    open.push(source.open);
  }
  expect(rows).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(open).toEqual([false, false, false, false, true, true, true, true]);
});

test("a reader that leaves lets the connection go on", async () => {
  const source = tap();
  const queue = new RowQueue<number>(source);
  queue.push(1, 9 * MEGABYTE);
  queue.push(2, 9 * MEGABYTE);
  for await (const row of queue) {
    expect([row, source.open]).toEqual([1, false]);
    break;
  }
  expect(source.open).toBe(true);
  queue.push(3, 9 * MEGABYTE);
  expect(source.open).toBe(true);
});

test("rows that came before an error are given before it", async () => {
  const queue = new RowQueue<number>(tap());
  queue.push(1, 1);
  queue.fail(new Error("cut"));
  queue.finish();
  const rows: number[] = [];
  const reading = (async () => {
    for await (const row of queue) rows.push(row);
  })();
  await expect(reading).rejects.toThrow("cut");
  expect(rows).toEqual([1]);
});

test("a reader waits for rows that come later, and for the end", async () => {
  const queue = new RowQueue<number>(tap());
  const rows: number[] = [];
  const reading = (async () => {
    for await (const row of queue) rows.push(row);
  })();
  await Promise.resolve();
  queue.push(1, 1);
  await Promise.resolve();
  queue.push(2, 1);
  queue.finish();
  await reading;
  expect(rows).toEqual([1, 2]);
});
