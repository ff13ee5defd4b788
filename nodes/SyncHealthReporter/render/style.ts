/**
 * What the health page adds to the shared style: plots and their colours. Neighbours in a stack differ in lightness,
 * so that they stay apart for every kind of colour vision.
 */
export const STYLE = `
:root{--grid:#e7ecf1;
--failed:#a3200f;--rejected:#c95fa6;--conflict:#d07c00;--mismatch:#7d5600;--created:#0b4f8f;--updated:#3f8fdc;--unchanged:#8593a1;--echo:#626f7c;--duplicate:#434d57;
--success:#13733f;--p50:#3f8fdc;--p95:#c46f00;--p99:#a3200f}
@media(prefers-color-scheme:dark){:root{--grid:#26313c;
--failed:#ff6a55;--rejected:#e7a6d8;--conflict:#f0a92e;--mismatch:#b58a3c;--created:#2f86dd;--updated:#94c8ff;--unchanged:#6f7f8e;--echo:#97a5b3;--duplicate:#c6d0d9;
--success:#5fd394;--p50:#94c8ff;--p95:#f0a92e;--p99:#ff6a55}}
.chart{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin:0;display:flex;flex-direction:column}
.plot{margin-top:auto}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.charts .chart:first-child{grid-column:1/-1}
figcaption{margin-bottom:6px}figcaption span{font-size:13px;margin-left:4px;color:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;list-style:none;margin:0 0 8px;padding:0;font-size:13px}
.legend li{display:flex;align-items:center;gap:6px}
.sw{display:inline-block;flex:none;width:11px;height:11px;border-radius:3px}.sample{width:28px;height:10px}
.plot{display:grid;grid-template-columns:auto 1fr;font-size:12px;color:var(--soft);padding-top:8px}
.y{position:relative;min-width:52px}.y span{position:absolute;right:8px;transform:translateY(50%);white-space:nowrap}
.area{position:relative;height:150px}.charts .chart:first-child .area{height:200px}
.area i{position:absolute;left:0;right:0;border-top:1px solid var(--grid)}.area i:first-child{border-color:var(--soft)}
.area svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.x{grid-column:2;position:relative;height:22px}.x span{position:absolute;top:4px;transform:translateX(-50%);white-space:nowrap}
rect{stroke:var(--card);stroke-width:1;vector-effect:non-scaling-stroke}
.line{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round}.line.p95{stroke-dasharray:6 3}.line.p99{stroke-dasharray:2 3}
.dot{fill:none;stroke-width:6;stroke-linecap:round;vector-effect:non-scaling-stroke}
${['success', 'p50', 'p95', 'p99'].map((line) => `.${line}{stroke:var(--${line})}`).join('')}
${['failed', 'rejected', 'conflict', 'mismatch', 'created', 'updated', 'unchanged', 'echo', 'duplicate']
	.map((outcome) => `.${outcome}{fill:var(--${outcome});background:var(--${outcome})}`)
	.join('')}
tbody th .sw{margin-right:8px}tbody th small{display:block;color:var(--soft);font-weight:400;margin-left:19px}tbody th small.flush{margin-left:0}
.alerts{list-style:none;margin:0;padding:0}.alerts li{padding:8px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}.alerts li:last-child{border:0}
.alerts+.sub{margin:8px 0 0;font-size:13px}.two{margin-top:12px;display:grid;grid-template-columns:1fr 1fr;gap:12px}
@media(max-width:720px){.charts,.two{grid-template-columns:minmax(0,1fr)}
.y{min-width:46px}.x span:nth-last-child(even){display:none}tbody th small{display:none}.chart{padding:14px}}
@media print{.chart{break-inside:avoid}}
`;
