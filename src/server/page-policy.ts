/** The content security policy of the pages: nothing runs but our own scripts. Pictures may come
 *  from elsewhere because the frame of an HTML mail inherits this policy, and its reader may ask to see them; the
 *  frame's own policy forbids them until then (src/web/app/mail/frame-document.ts). */
export const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https: http:; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
