// HTML that leaves here in a message: what somebody wrote, and what an answered message said. Whoever receives it has a
// mail program of their own to protect them; this keeps scripts, forms and foreign styles from travelling under our
// users' names, and makes well-formed pieces that can be put together.
//
// sanitize-html rather than DOMPurify: on a server that would need a whole DOM (jsdom, 40 packages) for each message, and
// nothing of this is shown without the page's own purifier and its frame.
import sanitize from "sanitize-html";

const INLINE = ["a", "b", "strong", "i", "em", "u", "s", "del", "code", "span", "br", "sub", "sup", "img"];
const BLOCKS = ["p", "div", "ul", "ol", "li", "blockquote", "pre", "h1", "h2", "h3", "hr"];
const LAYOUT = [
  ...["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col", "center"],
  ...[
    "font",
    "small",
    "big",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "address",
    "figure",
  ],
  ...["figcaption", "dl", "dt", "dd", "q", "cite", "mark", "abbr", "time", "wbr", "tt", "strike"],
];
/** By these other mail programs know a quotation, and ours its signature. */
const CLASSES = ["gmail_quote", "signature", "moz-cite-prefix", "moz-signature", "gmail_signature"];
const VALUE = /^(?!.*(?:url|expression|image-set|src|attr)\s*\()[^\\<>{}@]{0,200}$/i;
const STYLES = Object.fromEntries(
  [
    ...["color", "background", "background-color", "font", "font-family", "font-size", "font-style"],
    ...["font-weight", "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align"],
    ...["line-height", "letter-spacing", "white-space", "width", "max-width", "min-width", "height"],
    ...["margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "display", "list-style-type"],
    ...["padding", "padding-top", "padding-right", "padding-bottom", "padding-left", "border-collapse"],
    ...[
      "border",
      "border-top",
      "border-right",
      "border-bottom",
      "border-left",
      "border-color",
      "border-radius",
    ],
    ...["border-style", "border-width", "border-spacing", "direction"],
  ].map((name) => [name, [VALUE]]),
);
const NESTING_MAX = 200;

const COMMON: sanitize.IOptions = {
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: { img: ["cid"] },
  allowProtocolRelative: false,
  nestingLimit: NESTING_MAX,
  disallowedTagsMode: "discard",
};

const WRITTEN: sanitize.IOptions = {
  ...COMMON,
  allowedTags: [...INLINE, ...BLOCKS],
  allowedAttributes: { a: ["href"], ol: ["start"], img: ["src", "alt", "width", "height"] },
  allowedClasses: { div: CLASSES },
};

const QUOTED: sanitize.IOptions = {
  ...COMMON,
  allowedTags: [...INLINE, ...BLOCKS, ...LAYOUT],
  allowedSchemesByTag: { img: ["cid", "http", "https"] },
  allowedAttributes: {
    "*": ["style", "dir", "lang", "align", "title"],
    a: ["href"],
    ol: ["start", "type"],
    img: ["src", "alt", "width", "height", "border"],
    font: ["color", "face", "size"],
    blockquote: ["type"],
    div: ["id"],
    ...Object.fromEntries(
      ["table", "tr", "td", "th", "tbody", "thead", "col"].map((tag) => [
        tag,
        [
          "width",
          "height",
          "bgcolor",
          "border",
          "cellpadding",
          "cellspacing",
          "valign",
          "colspan",
          "rowspan",
        ],
      ]),
    ),
  },
  allowedClasses: { div: CLASSES, blockquote: CLASSES },
  allowedStyles: { "*": STYLES },
};

/** What somebody wrote: what the editor makes, and nothing else. */
export function sanitiseWritten(html: string): string {
  return sanitize(html, WRITTEN);
}

/** What a message said, to be quoted: with its tables and colours, without its style sheets. */
export function sanitiseQuoted(html: string): string {
  return sanitize(html, QUOTED);
}
