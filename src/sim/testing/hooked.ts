// Objects between the engine and the simulated world with some of their parts replaced: how a test plants a bug, or makes
// a server answer as it likes.
import type { MailProvider, MailSession, OpenFolder, WritableFolder } from "../../engine/ports/mail.ts";
import type { SyncStore } from "../../engine/ports/sync.ts";
import type { Hooks } from "../machine.ts";

/** An object with some of its parts replaced. */
export function withParts<T extends object>(whole: T, parts: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      if (Object.hasOwn(parts, name)) return Reflect.get(parts, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Every session that is opened, changed by `change`. */
export function onSession(change: (session: MailSession) => MailSession): Hooks {
  return {
    mail: (mail) =>
      withParts(mail, {
        open: async (...given: Parameters<MailProvider["open"]>) => change(await mail.open(...given)),
      }),
  };
}

/** Every folder that is opened for reading, changed by `change`. */
export function onFolder(
  change: (folder: OpenFolder, session: MailSession) => OpenFolder | Promise<OpenFolder>,
): Hooks {
  return onSession((session) =>
    withParts(session, {
      openFolder: async (...which) => change(await session.openFolder(...which), session),
    }),
  );
}

/** Every folder that is opened for changes, changed by `change`. */
export function onWriting(change: (folder: WritableFolder, session: MailSession) => WritableFolder): Hooks {
  return onSession((session) =>
    withParts(session, {
      openForWriting: async (...which) => change(await session.openForWriting(...which), session),
    }),
  );
}

/** What is asked for here isn't given to the provider while it is held. */
export function holding(): { readonly hooks: Hooks; readonly hold: (isHeld: boolean) => void } {
  let isHeld = false;
  return {
    hooks: {
      store: (store): SyncStore => ({
        ...store,
        openChanges: async (...of) => (isHeld ? [] : store.openChanges(...of)),
      }),
    },
    hold: (held) => {
      isHeld = held;
    },
  };
}
