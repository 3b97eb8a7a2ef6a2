import { palette } from "../figures/palette.ts";

const variables = Object.entries(palette)
  .map(([name, { light, dark }]) => `--${name}:light-dark(${light},${dark});`)
  .join("");

/** The page's style: light and dark as the reader's system has it, light in print. */
export const style = `
:root{color-scheme:light dark;${variables}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:860px;margin:0 auto;padding:0 24px}
header{padding-top:48px}
.kind{margin:0;color:var(--muted);font-size:13px;letter-spacing:.06em;text-transform:uppercase}
h1{font-size:30px;line-height:1.2;margin:4px 0 12px;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:21px;line-height:1.3;margin:52px 0 8px;padding-top:14px;border-top:1px solid var(--rule);overflow-wrap:anywhere}
h3{font-size:13px;line-height:1.35;margin:0 0 2px;font-weight:600;overflow-wrap:anywhere}
p{margin:8px 0;max-width:70ch;overflow-wrap:anywhere}
.lede{font-size:18px}
a{color:var(--accent);text-underline-offset:2px}
td a{color:inherit;text-decoration:none}td a:hover{text-decoration:underline}th a{text-decoration-color:var(--rule)}
nav ul{list-style:none;padding:0;margin:16px 0;display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px}
ul.sentences{padding-left:20px;margin:8px 0}
ul.sentences li{margin:6px 0;max-width:72ch;overflow-wrap:anywhere}
.warnings{background:var(--raised);border-left:4px solid var(--second);padding:10px 18px 12px;margin:20px 0;border-radius:0 6px 6px 0}
.warnings h3{font-size:15px;margin:4px 0}
figure{margin:0}
figcaption{color:var(--muted);font-size:14px;max-width:76ch;margin-bottom:14px;overflow-wrap:anywhere}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:0 0 14px;font-size:14px}
.legend li{display:flex;align-items:center;gap:7px;overflow-wrap:anywhere;min-width:0}
.legend svg{flex:none}
.panels{display:grid;gap:20px 24px}
.panels.wide{grid-template-columns:minmax(0,1fr)}
.panels.half{grid-template-columns:repeat(auto-fill,minmax(min(360px,100%),1fr))}
.panels.third{grid-template-columns:repeat(auto-fill,minmax(min(244px,100%),1fr))}
.panel{min-width:0;break-inside:avoid}
.panel svg{display:block;max-width:100%;height:auto}
.wide .picture{overflow-x:auto}
.wide .panel svg{max-width:none}
@media(max-width:800px){.wide .panel svg{width:max(100%,540px);height:auto}}
.scroll{overflow-x:auto;margin:12px 0}
.scroll,.wide .picture{--edge:light-dark(#0000003d,#ffffff52);background:linear-gradient(to right,var(--paper) 40%,transparent),linear-gradient(to left,var(--paper) 40%,transparent) 100% 0,radial-gradient(farthest-side at 0 50%,var(--edge),transparent),radial-gradient(farthest-side at 100% 50%,var(--edge),transparent) 100% 0;background-size:48px 100%,48px 100%,16px 100%,16px 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
#results .scroll{width:max-content;min-width:100%;max-width:min(1240px,100vw - 48px);position:relative;left:50%;transform:translateX(-50%)}
#results td.words:last-child:not(:empty){min-width:11em}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding-bottom:6px;max-width:min(76ch,100vw - 32px);position:sticky;left:0}
th,td{padding:5px 12px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);font-weight:400}
thead th{color:var(--muted);font-size:13px;vertical-align:bottom;white-space:nowrap}
.number{text-align:right;white-space:nowrap}
.short{white-space:nowrap}
tbody th{font-weight:600;min-width:9em}
tr:target{background:var(--raised)}
details{border-bottom:1px solid var(--rule);padding:8px 0}
details:target{background:var(--raised)}
summary{cursor:pointer;overflow-wrap:anywhere}
pre,code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--raised);padding:10px 14px;border-radius:6px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
dl.facts{display:grid;grid-template-columns:minmax(8em,auto) 1fr;gap:4px 20px;margin:12px 0}
dl.facts dt{color:var(--muted)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.mistakes{display:flex;flex-wrap:wrap;gap:14px}
.mistakes figure{width:92px;font-size:12px;line-height:1.3}
.mistakes img{image-rendering:pixelated;border:1px solid var(--rule);display:block;margin-bottom:4px}
footer{color:var(--muted);font-size:13px;padding-top:32px;padding-bottom:56px}
@media(max-width:600px){#results .scroll{width:auto;max-width:100%;left:0;transform:none}header,main,footer{padding-left:16px;padding-right:16px}header{padding-top:28px}h1{font-size:24px}h2{font-size:19px}dl.facts{grid-template-columns:1fr}dl.facts dd{margin-bottom:8px}}
@media print{:root{color-scheme:light}body{font-size:11pt}nav,.noprint{display:none}header,main,footer{max-width:none;padding:0}h2{break-after:avoid;margin-top:28px}tr,.panel{break-inside:avoid}.scroll,.picture{overflow:visible;background:none}#results .scroll{left:0;transform:none;width:auto;max-width:100%}#results table{font-size:6.5pt;width:100%}#results thead th,.short,.number{white-space:normal;font-size:inherit}#results th,#results td{padding-right:5px;min-width:0}.wide .panel svg{max-width:100%}a{color:inherit;text-decoration:none}details::details-content{content-visibility:visible;block-size:auto}}
`.trim();
