// What watches every journey for secrets, watched itself: each leak that is made here on purpose fails the end of the
// journey, and is named.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ADA, ADMIN, MAIL_PASSWORD, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

test("checks 15, 16, 49: a secret in the log, in an answer, in the database or in a file fails a journey", async () => {
  const twinbox = await startTwinbox();
  const { house, playground } = twinbox;
  const ada = await twinbox.signIn(ADA);
  await connectByForms(ada, ADA);
  const issue = () => playground.control.issueToken(ADA);
  const { url } = await twinbox.signIn(ADA).then((again) =>
    again.call("askConsent", {
      body: { providerId: twinbox.providerId },
    }),
  );

  house.log.debug("planted", { said: `cut off: ${(await issue()).slice(0, 24)}...` });
  house.log.debug("planted", { sasl: Buffer.from(`\0${ADA}\0${MAIL_PASSWORD}`).toString("base64") });
  house.log.debug("planted", { cookie: ada.cookies });
  house.log.debug("planted", { link: url });
  await twinbox.sql(
    `update twinbox.workspace set name = 'Contoso ${await issue()}' where name like 'Contoso%'`,
    `update twinbox.connection set sealed_grant = convert_to('{"accessToken":"${await issue()}"}', 'utf8')`,
    `update twinbox.provider set hosts = jsonb_build_object('secret', '${playground.clientSecret}')`,
  );
  const admin = await twinbox.signIn(ADMIN);
  const body = { email: "new@contoso.example", name: "New", role: "user" } as const;
  const { inviteUrl } = await admin.call("createUser", { body });
  await twinbox.sql(`update twinbox.app_user set name = 'Ada ${inviteUrl}' where email = '${ADA}'`);
  // The names of user and workspace are in this answer.
  await ada.call("readSession");
  writeFileSync(path.join(house.config.dataFolder, "planted"), `x${await issue()}x`);

  const error = await twinbox.close().then(
    () => "no leak was found",
    (leaks: Error) => leaks.message,
  );
  const found = error.split("\n").map((line) => line.replace(/ ha(?:s|ve) a secret: .*/s, ""));
  // The browser has two cookies, of its session and of the attempt.
  expect(found.filter((where) => where === "the log")).toHaveLength(5);
  for (const where of ["an answer", "the table workspace", "the table connection", "the table provider"]) {
    expect(found, where).toContain(where);
  }
  expect(found).toContain("2 answers");
  expect(found.some((where) => where.endsWith(`${path.sep}planted`))).toBe(true);
});

test("checks 15, 16, 49: a journey that leaks nothing ends well", async () => {
  const twinbox = await startTwinbox();
  const ada = await twinbox.signIn(ADA);
  await connectByForms(ada, ADA);
  await ada.call("signOut");
  await twinbox.close();
});
