/**
 * The page's style. Every colour has 3 : 1 contrast to its background or more (text 4.5 : 1), and neighbours in a
 * stack differ in lightness, so that they stay apart for every kind of colour vision.
 */
export const STYLE = `
:root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--ink:#17212b;--soft:#566473;--line:#dfe5eb;--grid:#e7ecf1;
--good:#13733f;--good-bg:#e5f5ec;--warn:#8a5200;--warn-bg:#fdf1dc;--bad:#a81f10;--bad-bg:#fdeae7;--calm:#566473;--calm-bg:#edf1f5;
--failed:#a3200f;--rejected:#c95fa6;--conflict:#d07c00;--mismatch:#7d5600;--created:#0b4f8f;--updated:#3f8fdc;--unchanged:#8593a1;--echo:#626f7c;--duplicate:#434d57;
--success:#13733f;--p50:#3f8fdc;--p95:#c46f00;--p99:#a3200f}
@media(prefers-color-scheme:dark){:root{--page:#0e141b;--card:#17202a;--ink:#e8eef4;--soft:#a3b1bf;--line:#2a3642;--grid:#26313c;
--good:#5fd394;--good-bg:#12301f;--warn:#f5b95a;--warn-bg:#34270f;--bad:#ff8f80;--bad-bg:#3b1a16;--calm:#a3b1bf;--calm-bg:#202b36;
--failed:#ff6a55;--rejected:#e7a6d8;--conflict:#f0a92e;--mismatch:#b58a3c;--created:#2f86dd;--updated:#94c8ff;--unchanged:#6f7f8e;--echo:#97a5b3;--duplicate:#c6d0d9;
--success:#5fd394;--p50:#94c8ff;--p95:#f0a92e;--p99:#ff6a55}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 40px}
header p,footer,.sub,.none,figcaption span,.kpi p{color:var(--soft)}
header p{margin:0;font-size:14px}
.eyebrow{text-transform:uppercase;letter-spacing:.08em;font-size:12px!important;font-weight:600}
h1{margin:2px 0 4px;font-size:28px;line-height:1.2;overflow-wrap:anywhere}
h2{margin:32px 0 12px;font-size:18px}
.card,.chart{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin:0}
.banner{display:flex;gap:14px;margin:20px 0 0;padding:16px 18px;border-radius:12px;border:1px solid currentColor}
.banner>svg{flex:none;width:28px;height:28px}
.banner b{font-size:18px;line-height:28px}
.banner div{overflow-wrap:anywhere;min-width:0}
.banner p{margin:2px 0 0;color:var(--ink)}
.healthy{color:var(--good);background:var(--good-bg)}.watch{color:var(--warn);background:var(--warn-bg)}
.attention{color:var(--bad);background:var(--bad-bg)}.empty{color:var(--calm);background:var(--calm-bg)}
.chart{display:flex;flex-direction:column}.plot{margin-top:auto}
.kpis{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:12px 0 0}
.kpi h3{margin:0;font-size:13px;font-weight:600;color:var(--soft)}
.kpi strong{display:block;font-size:26px;line-height:1.25;margin:4px 0 2px;font-variant-numeric:tabular-nums}
.kpi p{margin:0;font-size:13px}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:12px}
.charts .chart:first-child{grid-column:1/-1}
figcaption{margin-bottom:6px}figcaption span{font-size:13px;margin-left:4px}
.none{margin:18px 0 8px;font-size:14px}
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
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:7px 8px;text-align:right;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal;min-width:106px}
tr:last-child>*{border-bottom:0}thead th{color:var(--soft);font-size:13px}tbody th{font-weight:500}
tbody th .sw{margin-right:8px}tbody th small{display:block;color:var(--soft);font-weight:400;margin-left:19px}tbody th small.flush{margin-left:0}
tr.sum>*{font-weight:600;border-top:2px solid var(--line)}
.zero{color:var(--soft)}
.alerts{list-style:none;margin:0;padding:0}.alerts li{padding:8px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}.alerts li:last-child{border:0}
.tag{display:inline-block;border-radius:999px;padding:1px 10px;font-size:12px;font-weight:600;margin-right:8px}
.alerts+.sub{margin:8px 0 0;font-size:13px}.two{margin-top:12px;display:grid;grid-template-columns:1fr 1fr;gap:12px}
footer{margin-top:28px;font-size:13px}footer dt{font-weight:600;color:var(--ink)}footer dd{margin:0 0 6px}
@media(max-width:720px){main{padding:20px 14px 32px}h1{font-size:24px}.kpis{grid-template-columns:1fr 1fr}.charts,.two{grid-template-columns:minmax(0,1fr)}
.kpi strong{font-size:21px}.y{min-width:46px}table{font-size:13px}th,td{padding:7px 5px}.x span:nth-last-child(even){display:none}tbody th small{display:none}.card,.chart{padding:14px}}
@media print{body{background:#fff}.chart,.card,.banner{break-inside:avoid}}
`;
