import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';
import {parse} from 'csv-parse/sync';
import type {SweepFact} from '../../source/domain/event.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {csvExporter} from '../../source/exporters/csv.ts';
import {htmlExporter} from '../../source/exporters/html.ts';
import {REPORT_SCRIPT, REPORT_STYLE} from '../../source/exporters/html-style.ts';
import {markdownExporter} from '../../source/exporters/markdown.ts';
import {fold, SWEEP, toEvents} from '../journal/sample-run.ts';
import {started, textOf} from './sample.ts';

/** Texts that are code to somebody: a browser, a Markdown page, a spreadsheet, a terminal. */
const PAYLOADS = [
	'</script><script>alert(1)</script>',
	'</style><img src=x onerror=alert(1)>',
	'"><svg onload=alert(1)>',
	"' onmouseover='alert(1)",
	'--><!--<!doctype x>',
	']]></title></svg><iframe src=//x>',
	'&lt;b&gt; &#60;b&#62; &amp;',
	'[x](javascript:alert(1)) ![y](//z) `code` **b** __u__ ~~s~~ $m$ <b>',
	'a | b\\| c \\',
	'line\nbreak\r\n| new | row |',
	"=cmd|' /C calc'!A0",
	'+1+1',
	'-2+3',
	'@SUM(1)',
	'\u001B]52;c;AAAA\u0007\u001B[2J\u009B31m',
	'\u202Egnp.exe\u2066\u200B',
	'\uD800 \uFFFE \u0000',
] as const;

/** A run in which each text that comes from outside is a payload. */
function hostileState(): SweepState {
	const [name] = PAYLOADS;
	const metric = {name: PAYLOADS[2], unit: PAYLOADS[1], reduce: 'last' as const, stream: false};
	const sweep = {
		...SWEEP,
		name,
		labels: {[PAYLOADS[3]]: PAYLOADS[5]},
		space: {parameters: [{name: 'p', domain: {kind: 'choice' as const, values: PAYLOADS}}], exclude: []},
		metrics: [metric],
		objectives: [{metric: metric.name, direction: 'maximize' as const}],
	};
	const host: SweepFact = {type: 'host-described', host: {board: PAYLOADS[4], cpu: PAYLOADS[6], os: PAYLOADS[0]}};
	const trials = PAYLOADS.flatMap((payload, index): readonly SweepFact[] => [
		{type: 'trial-queued', trial: index + 1, params: {p: payload}, by: payload},
		{
			type: 'trial-ended',
			trial: index + 1,
			state: index % 5 === 4 ? 'failed' : 'complete',
			why: payload,
			metrics: index % 5 === 4 ? {} : {[metric.name]: index},
			telemetry: {power_source: payload, energy_j: 1, energy_lo_j: 1, energy_hi_j: 2},
			missing: {[metric.name]: payload},
			flags: [payload],
		},
	]);
	return fold(toEvents([started(sweep), host, ...trials]));
}

/** What a parser of the standard library of Python sees: elements with their attributes, texts of scripts, tags that do not match. */
const READER = `
import html.parser, json, sys
VOID = {'meta', 'input', 'rect', 'path', 'circle', 'line'}
seen, wrong, raw, stack, text = [], [], [], [], []
class Reader(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        seen.append([tag, [name for name, _ in attributes]])
        if tag not in VOID: stack.append(tag)
    def handle_startendtag(self, tag, attributes):
        seen.append([tag, [name for name, _ in attributes]])
    def handle_endtag(self, tag):
        if not stack or stack.pop() != tag: wrong.append(tag)
    def handle_data(self, data):
        (raw if stack and stack[-1] in ('script', 'style') else text).append(data)
    def handle_comment(self, data): wrong.append('comment')
    def unknown_decl(self, data): wrong.append('declaration')
reader = Reader(convert_charrefs=True)
reader.feed(sys.stdin.read())
reader.close()
print(json.dumps({'seen': seen, 'wrong': wrong + stack, 'raw': raw, 'text': ''.join(text)}))
`;

const ELEMENTS = new Set(
	'html head meta title style body h1 h2 p dl div dt dd figure figcaption svg g rect path text tspan circle line input table thead tbody tr th td small script'.split(
		' ',
	),
);

test('a report of hostile names is one page of its own elements, as a parser of HTML reads it', t => {
	const page = textOf(htmlExporter, hostileState());
	const python = spawnSync('python3', ['-I', '-c', READER], {
		input: page.toWellFormed(),
		encoding: 'utf8',
		env: {...process.env, PYTHONIOENCODING: 'utf-8'},
	});
	if (python.error !== undefined) return t.skip('needs python3');
	assert.equal(python.status, 0, python.stderr);
	const read: {
		readonly seen: readonly (readonly [string, readonly string[]])[];
		readonly wrong: readonly string[];
		readonly raw: readonly string[];
		readonly text: string;
	} = JSON.parse(python.stdout);
	assert.deepEqual(read.wrong, [], 'each element is closed where it was opened');
	for (const [element, attributes] of read.seen) {
		assert.ok(ELEMENTS.has(element), `<${element}>`);
		for (const name of attributes) assert.doesNotMatch(name, /^(?:on|href|src|style|srcdoc)/, `${element} ${name}`);
		assert.equal(new Set(attributes).size, attributes.length, `${element} has an attribute twice`);
	}
	assert.deepEqual(read.raw.join(''), REPORT_STYLE + REPORT_SCRIPT, 'no style and no script but ours');
	assert.ok(read.text.includes('</script><script>alert(1)</script>'), 'a text is shown as it is');
	assert.ok(read.text.includes('&lt;b&gt; &#60;b&#62; &amp;'), 'and is not read as an entity');
	assert.doesNotMatch(page, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
	assert.ok(page.isWellFormed());
});

test('a Markdown table of hostile names keeps its cells, and none of them is markup', () => {
	const text = textOf(markdownExporter, hostileState());
	const rows = text.split('\n').filter(line => line.startsWith('|'));
	assert.equal(rows.length, PAYLOADS.length + 2);
	const cells = rows.map(row => row.replaceAll(/\\[\s\S]/g, '').split('|').length);
	assert.equal(new Set(cells).size, 1, `cells of the rows: ${cells.join(' ')}`);
	const bare = text.replaceAll(/\\[\s\S]/g, '');
	assert.doesNotMatch(bare.replaceAll(/^\|[ :|-]+\|$/gm, ''), /[<>`*[\]&~$]/);
	assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

test('a CSV of hostile names comes back as it was, and --csv-safe leaves no formula to a spreadsheet', () => {
	const state = hostileState();
	const valuesOf = (csv: string): readonly string[] =>
		parse<Record<string, string>>(csv, {columns: true}).map(row => row['p'] ?? '');
	// UTF-8 has no half of a pair: it is U+FFFD in the file.
	const payloads = PAYLOADS.map(payload => payload.toWellFormed());
	assert.deepEqual(valuesOf(textOf(csvExporter, state)), payloads);
	const safe = [...csvExporter.write(state, {csvSafe: true})].join('');
	for (const [index, value] of valuesOf(safe).entries()) {
		const payload = payloads[index] ?? '';
		assert.equal(value, /^[=+\-@\t\r]/.test(payload) ? `'${payload}` : payload);
	}
	for (const row of parse<Record<string, string>>(safe, {columns: true}))
		for (const cell of Object.values(row))
			if (/^[=+\-@\t\r]/.test(cell)) assert.ok(Number.isFinite(Number(cell)), `${cell} would be run`);
});
