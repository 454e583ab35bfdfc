// The panel beneath the users: a person's mail found and erased by their address (J16).
import type { Bench } from "../browser.ts";
import { closeDialog, press, type Step, shown, text } from "./walk.ts";

const EVA = "eva@adatum.example";

async function find({ page }: Bench, address: string): Promise<void> {
  const panel = page.getByRole("region", { name: "Erase a person's mail" });
  await panel.getByLabel("Email address").fill(address);
  await page.keyboard.press("Enter");
}

function confirm({ page }: Bench): Promise<void> {
  return page.getByRole("dialog").getByRole("button", { name: "Erase 1,192 messages" }).click();
}

export const erasePersonWalk: readonly Step[] = [
  [
    "erase a person: no address",
    async (bench) => {
      await closeDialog(bench);
      await find(bench, "eva");
      await text(bench, "This is no email address.");
    },
  ],
  [
    "erase a person: nothing is here",
    async (bench) => {
      await find(bench, "nobody@adatum.example");
      await text(bench, "There is no mail of this address here.");
    },
  ],
  [
    "erase a person: looking",
    async (bench) => {
      const { world } = bench.fake;
      world.persons.set(EVA, { messages: 1204, mailboxes: 3, held: 12, waiting: 2 });
      world.held.add("findPersonMail");
      await find(bench, EVA);
      await text(bench, "Looking…");
    },
  ],
  [
    "erase a person: found, some of it on hold",
    async (bench) => {
      bench.fake.world.release();
      await text(bench, "12 of them are in mailboxes on hold and stay.");
    },
  ],
  [
    "erase a person: asked",
    async (bench) => {
      await press(bench, /^Erase/);
      await shown(bench.page.getByRole("dialog").getByText("go for good"));
    },
  ],
  [
    "erase a person: refused",
    async (bench) => {
      const { refusals } = bench.fake.world;
      refusals.set("erasePerson", { status: 409, problem: { title: "Not now.", code: "no" } });
      await confirm(bench);
      await text(bench, "Not now.");
      refusals.clear();
    },
  ],
  [
    "erase a person: erased",
    async (bench) => {
      await confirm(bench);
      await text(bench, "messages stayed, because changes of them wait");
    },
  ],
];
