/** What the check page adds to the shared style. A share is told by a bar and by its figure, never by colour alone. */
export const CHECK_STYLE = `
main{max-width:1240px}
td.words,th.words{text-align:left;white-space:normal;min-width:260px}
td.words p{margin:0 0 4px;overflow-wrap:anywhere}td.words p:last-child{margin:0}
tbody th{overflow-wrap:anywhere;vertical-align:top}tbody td{vertical-align:top}
tbody th small{display:block;color:var(--soft);font-weight:400}
.tag{white-space:nowrap;margin:0}
.bar{display:block;width:90px;height:6px;margin:6px 0 0 auto;border-radius:3px;background:var(--calm-bg);overflow:hidden}
.bar i{display:block;height:100%;background:var(--good)}
details{border-bottom:1px solid var(--line);padding:8px 0}details:last-child{border:0}
summary{cursor:pointer;font-weight:500;overflow-wrap:anywhere}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
details td,details th{text-align:left;white-space:normal}
.fix{color:var(--soft);margin:4px 0 8px}
`;
