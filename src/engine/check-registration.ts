// "Check": how far a registration can be proven without a person. What a person has to allow is proven by the first who
// connects (`provenAt`).
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { type Diagnosis, diagnoseError, knownDiagnosis } from "../core/diagnose.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Provider } from "./ports/connections.ts";
import type { CheckedStep, CheckStep, RegistrationDesk } from "./ports/desk.ts";
import type { OAuthClient, OAuthClientSettings, RegistrationProbe } from "./ports/oauth.ts";

export interface CheckRegistrationDeps {
  readonly accounts: Pick<Accounts, "readWorkspace">;
  readonly oauth: Pick<OAuthClient, "directoryTenantOf">;
  readonly probe: RegistrationProbe;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  /** Of users, then of administrators who approve. */
  readonly redirectUris: (kind: OAuthClientSettings["kind"]) => readonly string[];
  readonly log: Log;
}

export function createRegistrationDesk(deps: CheckRegistrationDeps): RegistrationDesk {
  const { probe, clientSettings, redirectUris, log } = deps;

  async function walk(
    provider: Provider,
    step: CheckStep,
    ask: () => Promise<boolean>,
  ): Promise<CheckedStep> {
    try {
      return { step, state: (await ask()) ? "done" : "unknown", diagnosis: null };
    } catch (error) {
      return { step, state: "failed", diagnosis: diagnosisOf(error, provider) };
    }
  }

  /** Most applications are registered in the directory of those who use them. */
  async function directoryOf(
    { workspaceId }: Provider,
    settings: OAuthClientSettings,
  ): Promise<string | null> {
    const [domain] = (await deps.accounts.readWorkspace(workspaceId))?.ownDomains ?? [];
    return domain === undefined ? null : deps.oauth.directoryTenantOf(settings, domain);
  }

  return {
    async check(provider) {
      let settings: OAuthClientSettings | undefined;
      const reached = await walk(provider, "reach", async () => {
        settings = await clientSettings(provider);
        await probe.reach(settings);
        return true;
      });
      const found = settings;
      const steps = [reached];
      if (found !== undefined) {
        const [users = "", approvals] = redirectUris(found.kind);
        const asked: readonly (readonly [CheckStep, () => Promise<boolean>])[] = [
          ["redirect", () => probe.sendsBack(found, users)],
          ...(approvals === undefined
            ? []
            : [["approval", () => probe.sendsBack(found, approvals)] as const]),
          ["credential", async () => probe.accepts(found, await directoryOf(provider, found))],
        ];
        for (const [step, ask] of asked) {
          steps.push(
            reached.state === "done"
              ? await walk(provider, step, ask)
              : { step, state: "waiting", diagnosis: null },
          );
        }
      }
      const failed = steps.find(({ state }) => state === "failed");
      log.info("registration.checked", { provider: provider.id, failed: failed?.step ?? null });
      return steps;
    },
  };
}

function diagnosisOf(error: unknown, { kind }: Provider): Diagnosis {
  if (!(error instanceof SyncError)) return knownDiagnosis("unknown");
  return diagnoseError(error, { stage: "token", provider: kind });
}
