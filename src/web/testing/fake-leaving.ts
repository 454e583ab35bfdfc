// What an admin does when somebody leaves.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { ago } from "./fake-settings.ts";
import type { World } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

type User = AnswerOf<"listUsers">[number];
type Kept = User["kept"][number];
/** What is here from, to or copied to an address. */
export interface FakePerson {
  readonly messages: number;
  readonly mailboxes: number;
  readonly held: number;
  /** Of the messages: changes of them wait for the provider. */
  readonly waiting: number;
}
interface Asked {
  readonly params: Readonly<Record<string, string>>;
}

const MESSAGES = 1_204;

export function stopForUser(world: World, { params }: Asked): AnswerOf<"stopForUser"> {
  const user = userNamed(world, params.userId);
  const { mailbox } = user;
  if (mailbox === null) throw gone();
  const kept: Kept = {
    ...{ id: mailbox.id, address: mailbox.address, provider: "microsoft", messages: MESSAGES, since: ago(0) },
    ...{ handedOver: false, heldSince: mailbox.heldSince },
  };
  change(world, { ...user, mailbox: null, kept: [kept, ...user.kept] });
  return {
    ...{ at: ago(0), address: mailbox.address, provider: "microsoft", messages: MESSAGES },
    ...{
      removed: ["grant", "settings", "mappings"],
      kept: ["mail"],
      permission: "stays",
      providerList: null,
    },
  };
}

export function handOver(
  world: World,
  { params, body }: Asked & { readonly body: BodyOf<"handOver"> },
): AnswerOf<"handOver"> {
  const [from, to] = [userNamed(world, params.userId), userNamed(world, body.to)];
  const kept = keptNamed(from, params.mailboxId);
  change(world, { ...from, kept: from.kept.filter((each) => each !== kept) });
  change(world, { ...to, kept: [{ ...kept, handedOver: true, since: ago(0) }, ...to.kept] });
  return { at: ago(0), address: kept.address, messages: kept.messages, to: to.name };
}

export function eraseKept(world: World, { params }: Asked): AnswerOf<"eraseKept"> {
  const user = userNamed(world, params.userId);
  const kept = keptNamed(user, params.mailboxId);
  change(world, { ...user, kept: user.kept.filter((each) => each !== kept) });
  return { at: ago(0), address: kept.address, messages: kept.messages };
}

export function eraseConnected(world: World, { params }: Asked): AnswerOf<"eraseConnected"> {
  const user = world.users.find(({ mailbox }) => mailbox?.id === params.mailboxId);
  if (user === undefined) throw gone();
  return { at: ago(0), address: user.mailbox?.address ?? "", messages: MESSAGES };
}

export function findPersonMail(
  world: World,
  { body }: { readonly body: BodyOf<"findPersonMail"> },
): AnswerOf<"findPersonMail"> {
  const { address, messages, mailboxes, held } = personOf(world, body.address);
  return { address, messages, mailboxes, held };
}

export function erasePerson(
  world: World,
  { body }: { readonly body: BodyOf<"erasePerson"> },
): AnswerOf<"erasePerson"> {
  const { address, messages, mailboxes, held, waiting } = personOf(world, body.address);
  const left = held + waiting;
  // By the next time the provider has what waited.
  world.persons.set(address, { messages: left, mailboxes: Math.min(left, mailboxes), held, waiting: 0 });
  return { at: ago(0), address, messages: messages - left, mailboxes, held, waiting };
}

export function setHold(
  world: World,
  { params, body }: Asked & { readonly body: BodyOf<"setHold"> },
): undefined {
  const heldSince = body.on ? ago(0) : null;
  const held = <M extends { readonly id: string }>(mailbox: M): M =>
    mailbox.id === params.mailboxId ? { ...mailbox, heldSince } : mailbox;
  world.users = world.users.map((user) => ({
    ...user,
    mailbox: user.mailbox && held(user.mailbox),
    kept: user.kept.map(held),
  }));
}

function userNamed(world: World, id: string | undefined): User {
  const user = world.users.find((each) => each.id === id);
  if (user === undefined) throw gone();
  return user;
}

function personOf(world: World, typed: string): FakePerson & { readonly address: string } {
  const address = typed.toLowerCase();
  if (!/^[^@\s]+@[^@\s]+$/.test(address)) {
    const message = "This is no email address.";
    throw new Refusal(422, { title: message, code: "invalid", errors: [{ field: "address", message }] });
  }
  return { address, ...(world.persons.get(address) ?? { messages: 0, mailboxes: 0, held: 0, waiting: 0 }) };
}

function keptNamed(user: User, id: string | undefined): Kept {
  const kept = user.kept.find((each) => each.id === id);
  if (kept === undefined) throw gone();
  return kept;
}

function change(world: World, user: User): void {
  world.users = world.users.map((each) => (each.id === user.id ? user : each));
}

function gone(): Refusal {
  return new Refusal(404, { title: "There is no such thing.", code: "not_found" });
}
