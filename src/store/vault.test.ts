import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fixedKeys } from "./testing/fixed-keys.ts";
import { createVault } from "./vault.ts";

const unreadable = { code: "secretUnreadable" };

test("a secret comes back as it was sealed, and reads like noise meanwhile", async () => {
  const vault = createVault(fixedKeys(randomBytes(32)));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string(), async (plain, context) => {
      const sealed = await vault.seal(plain, context);
      expect(await vault.open(sealed, context)).toBe(plain);
      if (plain.length > 3) expect(Buffer.from(sealed).includes(plain)).toBe(false);
    }),
  );
});

test("the same secret never looks the same twice", async () => {
  const vault = createVault(fixedKeys(randomBytes(32)));
  expect(await vault.seal("token", "a")).not.toEqual(await vault.seal("token", "a"));
});

test("check 16: a secret with any byte changed, cut or moved to another row is refused", async () => {
  const vault = createVault(fixedKeys(randomBytes(32)));
  const sealed = await vault.seal("refresh token", "grant:1");
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    await expect(vault.open(changed, "grant:1")).rejects.toMatchObject(unreadable);
    await expect(vault.open(sealed.subarray(0, index), "grant:1")).rejects.toMatchObject(unreadable);
  }
  await expect(vault.open(sealed, "grant:2")).rejects.toMatchObject(unreadable);
});

test("another master key opens nothing", async () => {
  const sealed = await createVault(fixedKeys(randomBytes(32))).seal("refresh token", "grant:1");
  await expect(createVault(fixedKeys(randomBytes(32))).open(sealed, "grant:1")).rejects.toMatchObject(
    unreadable,
  );
});

test("after a rotation the first key seals, and what an earlier one sealed opens still", async () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const sealed = await createVault(fixedKeys(old)).seal("refresh token", "grant:1");
  const vault = createVault(fixedKeys(fresh, old));
  expect(await vault.open(sealed, "grant:1")).toBe("refresh token");
  const anew = await vault.seal("refresh token", "grant:1");
  expect(await createVault(fixedKeys(fresh)).open(anew, "grant:1")).toBe("refresh token");
  await expect(createVault(fixedKeys(old)).open(anew, "grant:1")).rejects.toMatchObject(unreadable);
});
