// The pages of Microsoft and Google without a browser: follows redirects and fills in the forms of the playground.
import { PEOPLE } from "../../playground/people.ts";
import type { ApiClient } from "./api-client.ts";

const STEPS_MAX = 20;
const PASSWORD = "playground";
export const MAIL_SCOPE = "https://mail.google.com/";
/** The boxes that are ticked on Google's consent. */
const ALL_BOXES: readonly string[] = [MAIL_SCOPE];

/** From an address of the provider to the address of the callback, which isn't visited. */
export async function signInByForms(
  client: ApiClient,
  from: string,
  address: string,
  consent: "accept" | "cancel" = "accept",
  ticked = ALL_BOXES,
): Promise<string> {
  let at = from;
  let response = await client.visit(at);
  for (let step = 0; step < STEPS_MAX; step++) {
    const location = response.headers.get("location");
    if (location !== null) {
      const next = new URL(location, at).href;
      if (new URL(next).pathname.endsWith("/callback")) return next;
      at = next;
      response = await client.visit(at);
      continue;
    }
    const page = await response.text();
    const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`no form on the page: ${page.slice(-600)}`);
    const fields: Record<string, string> = page.includes('type="password"')
      ? { account: address, password: PASSWORD }
      : page.includes('value="accept"')
        ? { action: consent }
        : { account: address };
    at = new URL(action, at).href;
    const body = new URLSearchParams(fields);
    if (page.includes('type="checkbox"')) for (const scope of ticked) body.append("scope", scope);
    response = await client.visit(at, { method: "POST", body });
  }
  throw new Error("the sign-in did not end");
}

/** The whole of J1 by HTTP, with the tab in the same jar as the panel. */
export async function connectByForms(client: ApiClient, address: string): Promise<string> {
  const callback = await toCallback(client, address);
  const answer = await client.visit(callback);
  if (answer.status !== 200) throw new Error(`the callback answered ${await answer.text()}`);
  const { mailbox } = await client.call("readEmailSettings");
  if (mailbox === null) throw new Error("nothing was connected");
  return mailbox.id;
}

/** The address that the provider sends the tab back to. */
export async function toCallback(
  client: ApiClient,
  address: string,
  consent: "accept" | "cancel" = "accept",
  ticked = ALL_BOXES,
): Promise<string> {
  const { providers } = await client.call("readEmailSettings");
  const service = PEOPLE.find((person) => person.address === address)?.service;
  const providerId = providers.find(({ kind }) => kind === service)?.id ?? "";
  const { url } = await client.call("startAttempt", { body: { providerId } });
  const location = (await client.visit(url)).headers.get("location");
  if (location === null) throw new Error("the ticket did not lead to the provider");
  return signInByForms(client, location, address, consent, ticked);
}
