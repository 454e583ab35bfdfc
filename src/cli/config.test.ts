import { expect, test } from "vitest";
import { StartError } from "../store/start-error.ts";
import { readConfig } from "./config.ts";

test("every wrong setting is named at once, an address without its https:// too", () => {
  const read = () =>
    readConfig({ TWINBOX_URL: "mail.example.org", TWINBOX_PORT: "many", TWINBOX_LOG: "loud" }, "/");
  expect(read).toThrow(StartError);
  expect(read).toThrow("TWINBOX_URL must be an http:// or https:// address");
  expect(read).toThrow("TWINBOX_PORT must be a number");
  expect(read).toThrow("TWINBOX_LOG");
});

test.each([
  ["http://h?x=1", "must not have a query or a fragment (? or #)"],
  ["http://h/?", "must not have a query or a fragment (? or #)"],
  ["http://h#x", "must not have a query or a fragment (? or #)"],
  ["https://ada@h", "must not have a user name or password"],
  ["https://ada:hunter2@h", "must not have a user name or password"],
  ["https://h/mail", "must not have a path"],
  ["ftp://h", "must be an http:// or https:// address"],
  ["http://", "must be an http:// or https:// address"],
])("links can't be made from the address %s", (url, sentence) => {
  expect(() => readConfig({ TWINBOX_URL: url }, "/")).toThrow(
    new StartError(`These settings are wrong: TWINBOX_URL ${sentence}.`),
  );
});

test.each([
  ["https://mail.example.org", "https://mail.example.org"],
  ["https://mail.example.org/", "https://mail.example.org"],
  ["http://[::1]:3210", "http://[::1]:3210"],
])("links are made from the address %s", (url, publicUrl) => {
  expect(readConfig({ TWINBOX_URL: url }, "/").publicUrl).toBe(publicUrl);
});
