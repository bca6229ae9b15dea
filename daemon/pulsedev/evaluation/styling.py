"""How the page and its pictures look, in the light, in the dark and on paper, as CSS.

Any two of the five colours differ by 14 in OKLab, times 100, for each kind of colour-blindness,
and each stands out from its ground by 3 to 1 at least.
"""

from __future__ import annotations

PICTURES = """
:root{--ink:#1f2328;--soft:#5b636c;--rule:#d5d9de;--ground:#fff;--plain:#6e7781;
--c0:#3f48ca;--c1:#f2480b;--c2:#0896b6;--c3:#89335d;--c4:#1c121d;--mark:#0896b6;--alert:#d33c05}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e3e6ea;--soft:#a3abb4;--rule:#373c43;
--ground:#15171a;--plain:#9099a3;
--c0:#6080ba;--c1:#ff7f00;--c2:#11bf99;--c3:#ffa0ff;--c4:#fff2e7;--mark:#11bf99;--alert:#ff8f1f}}
.picture{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}
.picture text{fill:var(--ink)}.picture .title{font-size:13px;font-weight:600}
.picture .soft{fill:var(--soft)}.picture .grid{stroke:var(--rule)}
.picture .line{fill:none;stroke-width:1.8;stroke-linejoin:round}
.picture .band{stroke:none;fill-opacity:.1}
.picture .plain{stroke:var(--plain);stroke-dasharray:5 4}
.picture .mark{stroke:var(--ground);stroke-width:.8}
.picture .cross{stroke:var(--ink);stroke-width:2.2}
.c0{--c:var(--c0)}.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}.c4{--c:var(--c4)}
.picture .line:not(.plain){stroke:var(--c)}.picture .mark,.picture .band{fill:var(--c)}
.picture .stuck{fill:var(--alert);fill-opacity:.2}.picture .said{fill:var(--mark)}
.picture .alert{stroke:var(--alert);stroke-width:2;fill:var(--alert)}
.picture .probability{fill:none;stroke:var(--c0);stroke-width:1.6}
.picture .break{stroke:var(--soft);stroke-width:1.4;stroke-dasharray:2 2}
"""
"""Of what ``charts`` and ``timelines`` draw."""

STYLE = """
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);
max-width:64rem;margin:0 auto;padding:1rem .8rem 3rem}
h1{font-size:1.6rem;line-height:1.25}h2{margin-top:3rem;padding-top:1rem;
border-top:2px solid var(--rule);overflow-wrap:anywhere}h3{margin:2rem 0 .5rem}
p,nav,dl{max-width:44rem}a{color:var(--c0)}.soft,figcaption,caption{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}
dt{color:var(--soft)}dd{margin:0}
.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid var(--c0)}
table{border-collapse:collapse;font-size:.84rem;line-height:1.3;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.3rem}
th,td{padding:.25rem .4rem;text-align:right;vertical-align:bottom;font-weight:400}
td{white-space:nowrap}tbody tr{border-top:1px solid var(--rule)}
thead th{color:var(--soft)}thead th:first-child{text-align:left}
thead th[scope=colgroup]{text-align:center;border-bottom:1px solid var(--rule)}
tbody th{text-align:left;white-space:nowrap;position:sticky;left:0;background:var(--ground)}
tbody .kind th{font-weight:600;padding-top:.7rem}.chance{color:var(--soft)}
table .picture{display:inline-block;width:.8rem;vertical-align:-.05rem}
.charts{display:grid;gap:1.5rem;
grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}
figure{margin:0;break-inside:avoid}figcaption{font-size:.85rem}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;list-style:none;font-size:.85rem}
.key .picture{display:inline-block;width:1.6rem;vertical-align:-.25rem;margin-right:.3rem}
@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}
tbody th{min-width:8rem;white-space:normal}}
@page{margin:14mm}
@media print{
:root{color-scheme:light}
body{max-width:none;padding:0;font-size:10pt}.wide{overflow:visible}table{font-size:7pt}
th,td{padding:.1rem .25rem}tbody th{position:static;min-width:0}
tr{break-inside:avoid}
h2,h3,h3+p,.key{break-after:avoid}section+section{break-before:page}
.charts{grid-template-columns:1fr 1fr}nav{display:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
"""Of all around the pictures."""
