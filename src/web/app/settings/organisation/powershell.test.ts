import { expect, test } from "vitest";
import { letInCommands } from "./powershell.ts";

const about = {
  clientId: "2f6c1b1e-9f2a-4c3e-8f53-0d5a3b7c9e10",
  principalId: "8c2f0a51-3d1e-4a79-b1c4-6f0e9d2b7a35",
  directoryTenant: "5f0c9a3e-7a41-4c1b-9a54-0b6f3d2c8e11",
};

test("the application is made known by its object, and gets full access to each mailbox", () => {
  const commands = letInCommands({ ...about, addresses: ["ada@x.example", "jobs@x.example"] });
  expect(commands).toContain(
    `New-ServicePrincipal -AppId '${about.clientId}' -ObjectId '${about.principalId}'`,
  );
  expect(commands).toContain("$mailboxes = @(\n  'ada@x.example'\n  'jobs@x.example'\n)");
  expect(commands).toContain(`-User '${about.principalId}' -AccessRights FullAccess`);
});

test("as long as the object isn't known its place is marked", () => {
  const commands = letInCommands({ ...about, principalId: null, addresses: [] });
  expect(commands.match(/'OBJECT-ID'/g)).toHaveLength(2);
});

test.each(["'", "\u2018", "\u2019", "\u201A", "\u201B"])(
  "an address with %s in it stays an address",
  (quote) => {
    const [line] = letInCommands({ ...about, addresses: [`o${quote}; Remove-Mailbox x #@x.example`] }).match(
      /^ {2}'o.*$/m,
    ) ?? [""];
    expect(line).toBe(`  'o${quote}${quote}; Remove-Mailbox x #@x.example'`);
  },
);

test("no line can be broken into another", () => {
  const broken = letInCommands({ ...about, addresses: ["a@x\r\nRemove-Mailbox b@x"] });
  expect(broken).toContain("  'a@xRemove-Mailbox b@x'");
});
