/**
 * The style all our pages share. Every colour has 3 : 1 contrast to its background or more (text 4.5 : 1), in light
 * and in dark. A page adds its own rules below these.
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--ink:#17212b;--soft:#566473;--line:#dfe5eb;
--good:#13733f;--good-bg:#e5f5ec;--warn:#8a5200;--warn-bg:#fdf1dc;--bad:#a81f10;--bad-bg:#fdeae7;--calm:#566473;--calm-bg:#edf1f5}
@media(prefers-color-scheme:dark){:root{--page:#0e141b;--card:#17202a;--ink:#e8eef4;--soft:#a3b1bf;--line:#2a3642;
--good:#5fd394;--good-bg:#12301f;--warn:#f5b95a;--warn-bg:#34270f;--bad:#ff8f80;--bad-bg:#3b1a16;--calm:#a3b1bf;--calm-bg:#202b36}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 40px}
header p,footer,.sub,.none,.kpi p{color:var(--soft)}
header p{margin:0;font-size:14px}
.eyebrow{text-transform:uppercase;letter-spacing:.08em;font-size:12px!important;font-weight:600}
h1{margin:2px 0 4px;font-size:28px;line-height:1.2;overflow-wrap:anywhere}
h2{margin:32px 0 12px;font-size:18px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin:0}
.banner{display:flex;gap:14px;margin:20px 0 0;padding:16px 18px;border-radius:12px;border:1px solid currentColor}
.banner>svg{flex:none;width:28px;height:28px}
.banner b{font-size:18px;line-height:28px}
.banner div{overflow-wrap:anywhere;min-width:0}
.banner p{margin:2px 0 0;color:var(--ink)}
.healthy{color:var(--good);background:var(--good-bg)}.watch{color:var(--warn);background:var(--warn-bg)}
.attention{color:var(--bad);background:var(--bad-bg)}.empty{color:var(--calm);background:var(--calm-bg)}
.kpis{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:12px 0 0}
.kpi h3{margin:0;font-size:13px;font-weight:600;color:var(--soft)}
.kpi strong{display:block;font-size:26px;line-height:1.25;margin:4px 0 2px;font-variant-numeric:tabular-nums}
.kpi p{margin:0;font-size:13px}
.none{margin:18px 0 8px;font-size:14px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:7px 8px;text-align:right;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal;min-width:106px}
tr:last-child>*{border-bottom:0}thead th{color:var(--soft);font-size:13px}tbody th{font-weight:500}
tr.sum>*{font-weight:600;border-top:2px solid var(--line)}
.zero{color:var(--soft)}
.tag{display:inline-block;border-radius:999px;padding:1px 10px;font-size:12px;font-weight:600;margin-right:8px}
footer{margin-top:28px;font-size:13px}footer dt{font-weight:600;color:var(--ink)}footer dd{margin:0 0 6px}
@media(max-width:720px){main{padding:20px 14px 32px}h1{font-size:24px}.kpis{grid-template-columns:1fr 1fr}
.kpi strong{font-size:21px}table{font-size:13px}th,td{padding:7px 5px}.card{padding:14px}}
@media print{body{background:#fff}.card,.banner{break-inside:avoid}}
`;
