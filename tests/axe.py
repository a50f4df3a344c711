"""A page with axe-core in it, which prints what violates accessibility: axe.py PAGE AXE OUT. Needs nothing but Python."""

import pathlib
import sys

page, axe, out = map(pathlib.Path, sys.argv[1:])
code = axe.read_text("utf-8").replace("</script", "<\\/script")
run = (
    "axe.run(document,{resultTypes:['violations']}).then(r=>{const t=JSON.stringify(r.violations.map(v=>[v.id,v.impact,v.nodes.length,"
    "v.nodes[0].html.slice(0,200)]));document.documentElement.innerHTML='<body><pre>AXE'+t.replace(/</g,'&lt;')+'AXE</pre></body>'})"
)
text = page.read_text("utf-8").replace("</body>", f"<script>{code}</script><script>{run}</script></body>")
out.write_text(text, "utf-8")
