// The commands that let the application into mailboxes, to be pasted into a shell that has great power: what is put into
// them can be nothing but text there.

export interface LetIn {
  readonly clientId: string;
  /** Of the application's object in the directory; null where it isn't known yet. */
  readonly principalId: string | null;
  readonly directoryTenant: string;
  readonly addresses: readonly string[];
}

const PLACEHOLDER = "OBJECT-ID";

/** Source: "Authenticate an IMAP, POP or SMTP connection using OAuth", client credentials. Run twice it does no harm. */
export function letInCommands({ clientId, principalId, directoryTenant, addresses }: LetIn): string {
  const [app, principal, tenant] = [clientId, principalId ?? PLACEHOLDER, directoryTenant].map(quoted);
  return [
    "Install-Module -Name ExchangeOnlineManagement -Scope CurrentUser",
    `Connect-ExchangeOnline -Organization ${tenant}`,
    `if (-not (Get-ServicePrincipal | Where-Object AppId -eq ${app})) {`,
    `  New-ServicePrincipal -AppId ${app} -ObjectId ${principal} -DisplayName 'Twinbox'`,
    "}",
    "$mailboxes = @(",
    ...addresses.map((address) => `  ${quoted(address)}`),
    ")",
    "foreach ($mailbox in $mailboxes) {",
    `  Add-MailboxPermission -Identity $mailbox -User ${principal} -AccessRights FullAccess`,
    "}",
    "",
  ].join("\n");
}

/** A string that PowerShell doesn't look into. It takes typographic quotes for quotes too (about_Quoting_Rules). */
function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201A\u201B]/g, "$&$&").replace(/\p{Cc}/gu, "")}'`;
}
