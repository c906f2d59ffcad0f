import type {DefinitionDefinition, ForeignFile} from '../domain/definition.ts';
import {entryOf, type ListNode, mistake, type TextNode} from '../domain/text/document.ts';
import {assemble, type ForeignSweep} from './assemble.ts';
import {listAt, numberAt, textAt} from './build.ts';
import {escapeBraces, splitWords} from './command-words.ts';
import {choiceDomain} from './domains.ts';
import {readHyperfineOptions} from './hyperfine-options.ts';
import {readHyperfineResults} from './hyperfine-results.ts';

/** Runs that hyperfine makes at least where it is not told how many. */
const LEAST_RUNS = 10;

/**
 * A parameter scan or a comparison of commands of hyperfine: a file with its command line
 * (`hyperfine -P n 1 8 'make -j {n}'`), or the JSON of its results. Source: `hyperfine --help` and `src/command.rs` of github.com/sharkdp/hyperfine.
 */
export const hyperfine = {
	id: 'hyperfine',
	title: 'hyperfine parameter scan',
	recognise: file => commandLine(file) !== undefined || isResults(file),
	convert: (file, context) => {
		const line = commandLine(file);
		const {origin, root} = file;
		if (line === undefined && root?.kind === 'table')
			return assemble(withDuration({at: root, ...readHyperfineResults(root)}), context);
		if (line === undefined) throw mistake({origin, start: 0, end: 0}, 'hyperfine: neither a command line nor results');
		const {
			parameters: scanned,
			commands,
			warmup,
			runs,
			setup,
			prepare,
			notes,
		} = readHyperfineOptions(splitWords(line), line);
		const [command = line, another] = commands;
		const isChoice = another !== undefined;
		const parameters = isChoice ? [{name: 'command', key: command, domain: choiceDomain(command, commands)}] : scanned;
		const repeats = runs ?? numberAt(line, LEAST_RUNS);
		const names = parameters.map(({name}) => name);
		const wordsOf = (text: TextNode | undefined): ListNode | undefined =>
			text === undefined ? undefined : listAt(text, shellWords(text, isChoice ? [] : names));
		return assemble(
			withDuration({
				at: line,
				// Its first parameter varies fastest, our last one does.
				parameters: parameters.toReversed(),
				command: shellWords(isChoice ? textAt(command, '{command}') : command, names),
				run: [
					['setup', wordsOf(setup)],
					['prepare', wordsOf(prepare)],
					['warmup', warmup],
					['repeats', repeats],
				],
				notes:
					runs === undefined
						? [...notes, `hyperfine takes at least ${LEAST_RUNS} runs: planned as -r ${LEAST_RUNS}`]
						: notes,
			}),
			context,
		);
	},
} as const satisfies DefinitionDefinition;

/** The one command of a shell script, comments and line ends after a backslash aside; undefined where it is another. */
function commandLine({origin, root}: ForeignFile): TextNode | undefined {
	if (root !== undefined) return undefined;
	const code = origin.text
		.replaceAll(/\\\r?\n/g, '  ')
		.split('\n')
		.filter(line => line.trim() !== '' && !line.trimStart().startsWith('#') && !/^\s*(?:set|cd)\s/.test(line));
	const [line] = code;
	if (line === undefined || code.length > 1 || !/^\s*hyperfine\s/.test(line)) return undefined;
	const start = Math.max(0, origin.text.indexOf('hyperfine'));
	return textAt({origin, start, end: origin.text.length}, line.trim());
}

function isResults({root}: ForeignFile): boolean {
	const results = entryOf(root, 'results');
	return (
		results?.kind === 'list' &&
		results.items.length > 0 &&
		results.items.every(item => entryOf(item, 'command')?.kind === 'text' && entryOf(item, 'mean')?.kind === 'number')
	);
}

function withDuration(sweep: ForeignSweep): ForeignSweep {
	return {
		...sweep,
		sampler: [['name', textAt(sweep.at, 'grid')]],
		objectives: [{at: sweep.at, metric: 'duration_s', direction: 'minimize'}],
	};
}

/** hyperfine puts values into the text and gives it to a shell; so does this, in one argument. */
function shellWords(command: TextNode, names: readonly string[]): readonly TextNode[] {
	const text = command.value
		.split(/(\{[^{}]*\})/)
		.map(part => (names.includes(part.slice(1, -1)) && part.startsWith('{') ? part : escapeBraces(part)))
		.join('');
	return [textAt(command, 'sh'), textAt(command, '-c'), textAt(command, text)];
}
