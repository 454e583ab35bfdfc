import { expect, test } from "vitest";
import { checkAddress } from "./check-address.ts";

test.each([
  ["one's own address, whatever its case", "any", ["Ada@Contoso.example"], "own"],
  [
    "one's own address as the second name of the account",
    "own",
    ["ada.j@contoso.onmicrosoft.com", "ada@contoso.example"],
    "own",
  ],
  ["a colleague's address where only one's own is allowed", "own", ["jobs@contoso.example"], "refused"],
  ["a shared address of the own domain", "ownDomains", ["jobs@contoso.example"], "ask"],
  ["an address of a further domain of the workspace", "ownDomains", ["ada@contoso.nl"], "ask"],
  ["a stranger's address", "ownDomains", ["eve@fabrikam.example"], "refused"],
  ["a stranger's address that ends alike", "ownDomains", ["eve@notcontoso.example"], "refused"],
  ["a stranger's address where any is allowed", "any", ["eve@fabrikam.example"], "ask"],
  ["an account without a name", "ownDomains", ["", ""], "refused"],
] as const)("%s", (_case, policy, addresses, verdict) => {
  const own = "ada@contoso.example";
  expect(checkAddress({ own, addresses, policy, ownDomains: ["contoso.nl"] })).toBe(verdict);
});
