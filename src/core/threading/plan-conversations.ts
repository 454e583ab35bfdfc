// Which conversation each newcomer is of. A conversation has the id of the message that began it here, so that a message
// which isn't placed yet is a conversation by itself, under its own id.
//
// A message joins the conversation of the nearest that it answers, and the one whose messages answer it: that is how two
// become one when the message between them comes late. What else it names (References may hold anything) makes two one
// only where both are about the same. Without any of that, an answer by its subject is one to what was written to its
// author, by who gets it, in the two weeks before.
import { assert } from "../../base/assert.ts";
import type { ConversationId, MessageId } from "../../base/ids.ts";
import type { ConversationMarks } from "./conversation-marks.ts";

const DAY_MS = 86_400_000;
/** How old a message may be that an answer belongs to by its subject alone. */
export const ANSWER_MS_MAX = 14 * DAY_MS;
/** Clocks are wrong: an answer may be dated a little before what it answers. */
export const CLOCKS_MS = 3_600_000;

export interface Newcomer {
  readonly id: MessageId;
  /** ms. */
  readonly at: number;
  readonly marks: ConversationMarks;
  /** A draft that was saved again stays where it is. */
  readonly conversation: ConversationId | null;
}

/** A message that is placed already. */
export interface Placed {
  readonly id: MessageId;
  readonly conversation: ConversationId;
  readonly at: number;
  readonly subject: number;
  readonly authors: readonly string[];
  readonly receivers: readonly string[];
  /** An answer by its subject, of which nobody knows to what. */
  readonly isLoose: boolean;
}

export interface NamedConversation {
  readonly conversation: ConversationId;
  /** Of the message that brought the name. */
  readonly subject: number | null;
}

export interface ConversationPlan {
  readonly places: readonly {
    readonly id: MessageId;
    readonly conversation: ConversationId;
    readonly isLoose: boolean;
  }[];
  /** Names that nobody had. */
  readonly names: readonly (NamedConversation & { readonly name: number })[];
  /** These were two and are one: the second takes the messages of the first. */
  readonly joined: readonly { readonly from: ConversationId; readonly into: ConversationId }[];
  /** Of those that were loose: what they answer is found. */
  readonly settled: readonly MessageId[];
}

/** `known`: who has the names of the newcomers. `alike`: messages with a newcomer's subject, of those near in time. */
export function planConversations(
  newcomers: readonly Newcomer[],
  known: ReadonlyMap<number, NamedConversation>,
  alike: readonly Placed[],
): ConversationPlan {
  const plan = new Plan(known);
  for (const newcomer of newcomers) plan.placeByNames(newcomer);
  const settled = plan.placeBySubject(newcomers, alike);
  const fresh = new Set(newcomers.map(({ id }) => id));
  return {
    places: newcomers.map(({ id, marks }) => ({
      id,
      conversation: plan.placeOf(id),
      isLoose: marks.isBareReply && !settled.has(id),
    })),
    names: plan.newNames(),
    joined: plan.joined(),
    settled: [...settled].filter((id) => !fresh.has(id)),
  };
}

class Plan {
  readonly #known: ReadonlyMap<number, NamedConversation>;
  readonly #named = new Map<number, NamedConversation>();
  readonly #places = new Map<MessageId, ConversationId>();
  /** What was joined into what. */
  readonly #into = new Map<ConversationId, ConversationId>();
  /** Conversations that were there before: only these have to be told. */
  readonly #before = new Set<ConversationId>();

  constructor(known: ReadonlyMap<number, NamedConversation>) {
    this.#known = known;
    for (const { conversation } of known.values()) this.#before.add(conversation);
  }

  placeByNames({ id, marks, conversation }: Newcomer): void {
    const ownPlace = conversation ?? (id as string as ConversationId);
    if (conversation !== null) this.#before.add(conversation);
    const found = this.#placesByNames(marks);
    const place = found[0] ?? ownPlace;
    this.#places.set(id, place);
    for (const other of found.slice(1)) this.#join(other, place);
    if (conversation !== null) this.#join(conversation, place);
    const named = { conversation: place, subject: marks.subject };
    for (const name of namesOf(marks)) {
      if (!this.#known.has(name) && !this.#named.has(name)) this.#named.set(name, named);
    }
  }

  /** The first is where it belongs; the others are the same conversation. */
  #placesByNames({ own, ancestors, thread, index, subject }: ConversationMarks): readonly ConversationId[] {
    const byThread = thread === null ? undefined : this.#find(thread);
    if (byThread !== undefined) return [byThread.conversation];
    const isAlike = (each: NamedConversation) => subject !== null && each.subject === subject;
    const above = ancestors.map((name) => this.#find(name)).filter((each) => each !== undefined);
    const below = own === null ? undefined : this.#find(own);
    const [nearest, ...others] = above;
    const named = [nearest, below, ...others.filter(isAlike)].filter((each) => each !== undefined);
    // Gmail begins another conversation where the subject changes: what it has a new name for is another then.
    const found = (thread === null ? named : named.filter(isAlike)).map(({ conversation }) => conversation);
    if (found.length > 0) return found;
    const byIndex = index === null ? undefined : this.#find(index);
    return byIndex === undefined ? [] : [byIndex.conversation];
  }

  /** Answers which answers were settled. */
  placeBySubject(newcomers: readonly Newcomer[], alike: readonly Placed[]): ReadonlySet<MessageId> {
    const isAsked = ({ isLoose }: Placed) => isLoose;
    if (!alike.some(isAsked) && !newcomers.some(({ marks }) => marks.isBareReply)) return new Set();
    const bySubject = new Map<number, Letter[]>();
    const add = (subject: number, letter: Letter) => {
      const same = bySubject.get(subject);
      if (same === undefined) bySubject.set(subject, [letter]);
      else same.push(letter);
    };
    for (const { subject, isLoose, ...letter } of alike) {
      this.#before.add(letter.conversation);
      add(subject, { ...letter, isLoose, isNew: false });
    }
    for (const { id, at, marks } of newcomers) {
      if (marks.subject === null) continue;
      const { authors, receivers, isBareReply: isLoose } = marks;
      add(marks.subject, {
        id,
        at,
        authors,
        receivers,
        isLoose,
        isNew: true,
        conversation: this.placeOf(id),
      });
    }
    const settled = new Set<MessageId>();
    for (const letters of bySubject.values()) {
      if (!letters.some(({ isLoose }) => isLoose)) continue;
      for (const reply of letters.filter(({ isLoose }) => isLoose)) {
        const original = originalOf(reply, letters);
        if (original === undefined) continue;
        settled.add(reply.id);
        this.#join(reply.conversation, original.conversation);
      }
    }
    return settled;
  }

  placeOf(id: MessageId): ConversationId {
    const place = this.#places.get(id);
    assert(place !== undefined, "a message that was not placed");
    return this.#root(place);
  }

  newNames(): ConversationPlan["names"] {
    return [...this.#named].map(([name, { conversation, subject }]) => ({
      name,
      conversation: this.#root(conversation),
      subject,
    }));
  }

  joined(): ConversationPlan["joined"] {
    return [...this.#before].flatMap((from) => {
      const into = this.#root(from);
      return into === from ? [] : [{ from, into }];
    });
  }

  #find(name: number): NamedConversation | undefined {
    const found = this.#named.get(name) ?? this.#known.get(name);
    if (found === undefined || this.#into.size === 0) return found;
    return { ...found, conversation: this.#root(found.conversation) };
  }

  /** What was there before stays what it is called; of two that were, the one that began earlier. */
  #join(one: ConversationId, other: ConversationId): void {
    const [a, b] = [this.#root(one), this.#root(other)];
    if (a === b) return;
    const [isKnown, isOtherKnown] = [this.#before.has(a), this.#before.has(b)];
    const keepsFirst = isKnown === isOtherKnown ? a < b : isKnown;
    if (keepsFirst) this.#into.set(b, a);
    else this.#into.set(a, b);
  }

  #root(conversation: ConversationId): ConversationId {
    let root = conversation;
    for (let next = this.#into.get(root); next !== undefined; next = this.#into.get(root)) root = next;
    return root;
  }
}

type Letter = Omit<Placed, "subject"> & { readonly isNew: boolean };

/** Of several the last before it: a report that is sent each week is another one each time. One of the two is new, else
 *  it would have been found before. */
function originalOf(reply: Letter, letters: readonly Letter[]): Letter | undefined {
  let found: Letter | undefined;
  for (const letter of letters) {
    if (letter.id === reply.id || !(letter.isNew || reply.isNew)) continue;
    const age = reply.at - letter.at;
    if (age < -CLOCKS_MS || age > ANSWER_MS_MAX || !answers(reply, letter)) continue;
    // Two answers that lie within the clocks' error don't answer each other.
    if (age <= 0 && letter.isLoose) continue;
    if (found === undefined || letter.at > found.at) found = letter;
  }
  return found;
}

/** Whoever answers was written to (or wrote the first one), and whoever wrote it gets the answer. */
function answers(reply: Letter, letter: Letter): boolean {
  const had = new Set([...letter.authors, ...letter.receivers]);
  const getsIt = new Set(reply.receivers);
  return (
    reply.authors.some((address) => had.has(address)) && letter.authors.some((address) => getsIt.has(address))
  );
}

function namesOf({ own, ancestors, thread, index }: ConversationMarks): readonly number[] {
  return [own, ...ancestors, thread, index].filter((name) => name !== null);
}
