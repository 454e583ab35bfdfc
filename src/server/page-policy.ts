/** The content security policy of the pages: nothing runs but our own scripts, and nothing is loaded from anywhere else. The
 *  frame of an HTML mail inherits it, and has a narrower one of its own (src/web/app/mail/frame-document.ts). */
export const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
