import { expect, test } from "vitest";
import { en } from "../web/texts/en.ts";
import { nl } from "../web/texts/nl.ts";
import { APP_FOLDER_ROLES } from "./folder-role.ts";
import { foldersCalled } from "./search-folder.ts";

const folders = [
  ...APP_FOLDER_ROLES.map((role) => ({ role, name: `my ${role}` })),
  { role: null, name: "Clients" },
  { role: null, name: "Réunions" },
  { role: null, name: "reunions" },
] as const;
const names = (text: string) => foldersCalled(folders, text).map(({ name }) => name);

test("a folder is meant by its name, without case and accents", () => {
  expect(names("clients")).toEqual(["Clients"]);
  expect(names("réunions")).toEqual(["Réunions", "reunions"]);
  expect(names("cli")).toEqual(["Clients"]);
  expect(names("nowhere")).toEqual([]);
});

test("or by what it is for, as the pages call it in each language", () => {
  for (const role of APP_FOLDER_ROLES) {
    for (const texts of [en, nl]) {
      expect(names(texts.mail.roles[role]), texts.mail.roles[role]).toEqual([`my ${role}`]);
    }
  }
  expect(names("Gesendet")).toEqual(["my sent"]);
  expect(names("spam")).toEqual(["my junk"]);
});
