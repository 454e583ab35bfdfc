// The page on which failures are switched on.
import { expect, test } from "vitest";
import type { Playground } from "./playground.ts";
import { SWITCHES_OFF } from "./switches.ts";
import { ADA, GWEN, open } from "./testing/bed.ts";

const pageOf = (playground: Playground, who: string): string =>
  `${playground.pageUrl}?who=${encodeURIComponent(who)}`;

async function fieldsOf(playground: Playground, who: string): Promise<readonly string[]> {
  const page = await (await fetch(pageOf(playground, who))).text();
  const form = /class="switches">([\s\S]*?)<\/form>/.exec(page)?.[1] ?? "";
  return [...form.matchAll(/<(?:input|select)[^>]* name="(\w+)"/g)].map(([, name = ""]) => name);
}

function post(playground: Playground, who: string, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ action: "switches", ...fields });
  return fetch(pageOf(playground, who), { method: "POST", body, redirect: "manual" });
}

test("every switch stands on the page of the people it is about", async () => {
  const playground = await open();
  const [microsofts, googles] = [await fieldsOf(playground, ADA), await fieldsOf(playground, GWEN)];
  expect(Object.keys(SWITCHES_OFF).filter((name) => ![...microsofts, ...googles].includes(name))).toEqual([]);
  expect(microsofts).not.toContain("webLogin");
  expect(googles).not.toContain("consentNeedsAdmin");
});

test("what is chosen there is on, for one person or for everybody, and what isn't shown there stays", async () => {
  const playground = await open();
  const { control } = playground;
  control.setSwitch("*", "webLogin", true);
  await post(playground, ADA, { scope: "one", tokenError: "7000222", loginRefused: "on" });
  expect(control.switchesOf(ADA)).toMatchObject({
    tokenError: "7000222",
    loginRefused: true,
    webLogin: true,
  });
  expect(control.switchesOf("bram@contoso.example")).toMatchObject({ tokenError: "", loginRefused: false });
  await post(playground, ADA, { scope: "all", throttledMs: "250" });
  expect(control.switchesOf(GWEN)).toMatchObject({ throttledMs: 250, webLogin: true });
});
