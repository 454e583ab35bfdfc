// The texts of "Other (IMAP)", in English; by their type the list of all of them.
export const byHandEn = {
  password: "Password",
  promise:
    "The password goes to these servers only, over a verified secure connection, and is stored encrypted.",
  passwordOf: (userName: string) => `Password of ${userName}`,
  stillRefused: "That didn't work",
  tooManyTries: "Too many tries. Wait ten minutes, then try again.",
  typeAddress: "Type the address: the rest fills in where it can be found out.",
  looking: (domain: string) => `Looking for the settings of ${domain}`,
  found: {
    known: (domain: string) => `Filled in: the settings of ${domain} are known.`,
    autoconfig: (domain: string) => `Filled in as ${domain} publishes them.`,
    srv: (domain: string) => `Filled in as ${domain} publishes them.`,
    guess: (domain: string) =>
      `Filled in by trying the usual names of ${domain}. Check them before you start.`,
  },
  foundNothing: (domain: string) =>
    `Nothing was found out about ${domain}. Your provider's help pages tell the settings.`,
  appPasswordTitle: "An app password is needed",
  appPassword:
    "This provider doesn't take the password of your account here, but one that you make for this purpose.",
  appPasswordLink: "Make an app password",
  elsewhereTitle: (company: string) => `This mailbox is at ${company}`,
  elsewhere: (name: string) => `No password is taken there. Choose “${name}” and sign in instead.`,
  elsewhereMissing: (company: string) =>
    `${company} takes no password there, and signing in with ${company} isn't set up here yet. Ask your administrator.`,
  choose: (name: string) => `Choose ${name}`,
  hostHint: "A name or an address, without slashes and blanks",
  test: "Test connection",
  testTitle: "Test of the connection",
  testGood: "Everything works",
  testGoodMore: "Nothing was connected yet: press “Start mail synchronization”.",
  testFailed: (server: string) => `${server} doesn't work yet`,
  steps: {
    name: "Find the server's name",
    connection: "Reach the server",
    tls: "Secure the connection, check the certificate",
    greeting: "Hear a mail server answer",
    starttls: "Ask for STARTTLS",
    signIn: "Sign in",
    folders: "List the folders",
  },
  stepStates: { done: "done", running: "under way", failed: "failed", waiting: "not tried yet" },
  readOnly: "Read-only while connected.",
};
