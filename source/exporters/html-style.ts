import type {SvgPalette} from '../plot/render-svg.ts';

/** Colours of the pictures: those of the page, so that they follow light, dark and paper. */
export const PAGE_PALETTE: SvgPalette = {
	background: 'var(--panel)',
	text: 'var(--text)',
	dim: 'var(--dim)',
	accent: 'var(--accent)',
	best: 'var(--best)',
	warning: 'var(--warning)',
	error: 'var(--error)',
	series: ['var(--accent)', '#a76bc9', '#5a9c3c', 'var(--warning)', '#4f86d6', 'var(--error)'],
};

/** The style sheet of a report. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#fff;--panel:#f6f7f9;--line:#d9dde3;--text:#1c2128;--dim:#67707c;--accent:#0b7a80;--best:#946800;--warning:#9a5b00;--error:#b3362c}
@media (prefers-color-scheme:dark){:root{--page:#0f1216;--panel:#171b21;--line:#2c333d;--text:#dbe1e8;--dim:#8a94a1;--accent:#4fc3c7;--best:#ffd75f;--warning:#e0a03c;--error:#e5736b}}
@media print{:root{color-scheme:light;--page:#fff;--panel:#fff;--line:#bbb;--text:#000;--dim:#444;--accent:#0b7a80;--best:#946800;--warning:#9a5b00;--error:#b3362c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1200px;padding:1.5rem;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.6rem}h2{margin:2rem 0 .5rem;font-size:1.15rem}
p.lead{margin:.2rem 0 1rem;color:var(--dim)}
dl.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.6rem;margin:0}
dl.facts div{padding:.5rem .75rem;background:var(--panel);border:1px solid var(--line);border-radius:6px}
dl.facts dt{color:var(--dim);font-size:.8rem}dl.facts dd{margin:0;font-size:1.05rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
figure{margin:0 0 1rem;break-inside:avoid}figcaption{color:var(--dim);font-size:.85rem}
svg{max-width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap}
thead th{position:sticky;top:0;background:var(--panel);cursor:pointer;user-select:none}
thead{display:table-header-group}tr{break-inside:avoid}
td.n,th.n{text-align:right}tr.best td{color:var(--best);font-weight:600}tr.failed td{color:var(--dim)}
small{color:var(--dim)}
th[aria-sort=ascending]::after{content:" ▲"}th[aria-sort=descending]::after{content:" ▼"}
input{width:100%;max-width:24rem;margin:.3rem 0 .6rem;padding:.35rem .5rem;border:1px solid var(--line);border-radius:6px;background:var(--panel);color:inherit;font:inherit}
@media print{input{display:none}body{max-width:none;padding:0}.scroll{overflow:visible}table{font-size:7pt}}
`;

/** Sorts the table by a column at a click on its head, and filters its rows by what is typed. */
export const REPORT_SCRIPT = `
const table=document.querySelector('#trials'),body=table.tBodies[0];
const key=cell=>{const value=cell.dataset.v;return value===undefined?cell.textContent:value===''||isNaN(+value)?null:+value};
const compare=(a,b)=>a===null||b===null?(a===null)-(b===null):typeof a==='number'&&typeof b==='number'?Math.sign(a-b)||0:String(a).localeCompare(String(b));
for(const head of table.tHead.rows[0].cells){head.tabIndex=0;const sort=()=>{const down=head.getAttribute('aria-sort')==='ascending';
for(const other of table.tHead.rows[0].cells)other.removeAttribute('aria-sort');head.setAttribute('aria-sort',down?'descending':'ascending');
const index=head.cellIndex;const rows=[...body.rows].map(row=>[key(row.cells[index]),row]).sort(([a],[b])=>a===null||b===null||!down?compare(a,b):compare(b,a));
body.append(...rows.map(([,row])=>row))};head.onclick=sort;head.onkeydown=event=>{if(event.key==='Enter'||event.key===' '){event.preventDefault();sort()}}}
const filter=document.querySelector('#filter');filter.hidden=false;
filter.oninput=()=>{const words=filter.value.toLowerCase().split(/\\s+/);for(const row of body.rows){const text=row.textContent.toLowerCase();row.hidden=!words.every(word=>text.includes(word))}};
`;
