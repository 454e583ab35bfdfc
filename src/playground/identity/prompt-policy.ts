// When which page is shown, where oidc-provider does otherwise than Microsoft and Google.
import { interactionPolicy } from "oidc-provider";

const { Check, Prompt } = interactionPolicy;

export function promptPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  // A prompt of its own: the account can be switched even with a living session.
  policy.add(new Prompt({ name: "select_account", requestable: true }), 0);
  policy.get("login")?.checks.add(
    new Check(
      "hinted",
      "somebody else is signed in than the one who is expected",
      "login_required",
      (ctx) => {
        const { params, session, result } = ctx.oidc;
        const hint = params?.login_hint;
        if (typeof hint !== "string" || result?.login !== undefined) return Check.NO_NEED_TO_PROMPT;
        return hint === session?.accountId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
      },
    ),
  );
  return policy;
}
