import type { Clock } from "../base/clock.ts";
import type { MailboxId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { Accounts } from "../engine/ports/accounts.ts";
import type { AppAccessDesk } from "../engine/ports/app-access.ts";
import type { HandDesk, SettingsFinder } from "../engine/ports/by-hand.ts";
import type { Certificates } from "../engine/ports/certificates.ts";
import type { Composing } from "../engine/ports/composing.ts";
import type { Connections } from "../engine/ports/connections.ts";
import type { Conversations } from "../engine/ports/conversations.ts";
import type {
  Attention,
  ConnectDesk,
  ConsentDesk,
  FolderDesk,
  MailDesk,
  RegistrationDesk,
  SendDesk,
  UploadDesk,
} from "../engine/ports/desk.ts";
import type { Leaving } from "../engine/ports/leaving.ts";
import type { Reading } from "../engine/ports/reading.ts";
import type { ReceiveOnly } from "../engine/ports/receive-only.ts";
import type { Records } from "../engine/ports/records.ts";
import type { ImageSenders, RemoteImages } from "../engine/ports/remote-images.ts";
import type { Retention } from "../engine/ports/retention.ts";
import type { Search } from "../engine/ports/search.ts";
import type { Secrets } from "../engine/ports/secrets.ts";
import type { Hints } from "../engine/ports/sync.ts";
import type { PackStore, Vault } from "../engine/ports/vault.ts";
import type { WhereDesk } from "../engine/ports/where.ts";
import type { Passwords } from "./passwords.ts";

/** Everything the HTTP edge works with; the composition root makes it. */
export interface ServerDeps {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly reading: Reading;
  readonly search: Search;
  readonly images: RemoteImages;
  readonly imageSenders: ImageSenders;
  readonly packs: PackStore;
  readonly vault: Vault;
  readonly certificates: Certificates;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly connecting: ConnectDesk;
  readonly byHand: HandDesk;
  readonly finder: SettingsFinder;
  readonly consents: ConsentDesk;
  readonly registrations: RegistrationDesk;
  readonly appAccess: AppAccessDesk;
  readonly folders: FolderDesk;
  readonly mail: MailDesk;
  readonly uploads: UploadDesk;
  readonly sending: SendDesk;
  readonly composing: Composing;
  readonly receiveOnly: ReceiveOnly;
  readonly leaving: Leaving;
  readonly conversations: Conversations;
  readonly records: Records;
  readonly retention: Retention;
  readonly where: WhereDesk;
  readonly attention: Attention;
  readonly hints: Hints;
  readonly checkedAt: (mailboxId: MailboxId) => Promise<number | null>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** "https://twinbox.example.org", without a slash at the end. */
  readonly publicUrl: string;
  /** Addresses and networks whose word for who asks is taken. */
  readonly proxies: readonly string[];
  /** Where the built pages lie; absolute. */
  readonly webFolder: string;
  /** Where docs/connecting lies; absolute. */
  readonly guidesFolder: string;
  /** True when the database answers and work can be taken. */
  readonly ready: () => Promise<boolean>;
}
