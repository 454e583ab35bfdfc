// The texts of "Other (IMAP)", in English; by their type the list of all of them.
export const byHandEn = {
  password: "Password",
  promise:
    "The password goes to these servers only, over a verified secure connection, and is stored encrypted.",
  passwordOf: (userName: string) => `Password of ${userName}`,
  stillRefused: "That didn't work",
  tooManyTries: "Too many tries. Wait ten minutes, then try again.",
  readOnly: "Read-only while connected.",
};
