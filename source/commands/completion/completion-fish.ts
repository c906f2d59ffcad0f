import type {CompletionTable, Offer, OfferedOption, OfferedVerb} from './completion-table.ts';

/** The script for fish: one `complete` line an option, a verb and a place. */
export function fishScript({verbs, globals}: CompletionTable): string {
	const withValue = [{id: '*', options: globals}, ...verbs].flatMap(({id, options}) =>
		options.flatMap(({name, value}) => (value === undefined ? [] : [`'${id}:${name}'`])),
	);
	return `# completion of sweeptop for fish; load it with: sweeptop completion fish | source
function __sweeptop_takes_value
	switch $argv[1]
		case ${withValue.join(' ')}
			return 0
	end
	return 1
end
${FUNCTIONS}
complete -c sweeptop -e
complete -c sweeptop -f
complete -c sweeptop -n '__sweeptop_at --' -F
${globals.map(option => optionLine('', option)).join('\n')}
${verbs.flatMap(linesOf).join('\n')}
`;
}

/**
 * `__sweeptop_walk` prints what the words before the cursor say: the verb (`--` behind that word), how many operands it
 * has, and the folder of runs. `__sweeptop_at VERB [PLACE …]` asks for it; a place is a number of operands, `2+` or more.
 */
const FUNCTIONS = `function __sweeptop_walk
	set -l verb ''
	set -l place 0
	set -l option ''
	set -l runs sweeps
	test -n "$SWEEPTOP_RUNS"; and set runs $SWEEPTOP_RUNS
	set -l tokens (commandline -opc)
	for token in $tokens[2..-1]
		if test "$token" = --
			set verb --
			break
		else if test -n "$option"
			test "$option" = --runs; and set runs (string replace -r '^~' $HOME -- $token)
			set option ''
			continue
		end
		switch $token
			case '--runs=*'
				set runs (string replace -- --runs= '' $token)
			case '--*=*'
			case '-*'
				__sweeptop_takes_value "$verb:$token"; and set option $token
			case '*'
				if test -z "$verb"
					set verb $token
				else
					set place (math $place + 1)
				end
		end
	end
	printf '%s\\n' "$verb" $place "$runs"
end
function __sweeptop_at
	set -l at (__sweeptop_walk)
	test "$at[1]" = "$argv[1]"; or return 1
	set -q argv[2]; or return 0
	contains -- $at[2] $argv[2..-1]; and return 0
	set -l from (string match -r '^\\d+(?=\\+$)' -- $argv[-1]); and test $at[2] -ge $from
end
function __sweeptop_runs
	set -l at (__sweeptop_walk)
	echo last
	for journal in $at[3]/*/journal.ndjson
		string split / -- $journal | tail -n 2 | head -n 1
	end
end`;

function linesOf({id, summary, options, places, isOpen}: OfferedVerb): readonly string[] {
	const operands = places.map((offer, index) => {
		const place = isOpen && index === places.length - 1 ? `${index}+` : String(index);
		return `complete -c sweeptop -n '__sweeptop_at ${id} ${place}' ${offerOf(offer, '-f')}`;
	});
	return [
		`complete -c sweeptop -n "__sweeptop_at ''" -f -a ${id} -d ${quote(summary)}`,
		...options.map(option => optionLine(`-n '__sweeptop_at ${id}' `, option)),
		...operands,
	];
}

function optionLine(condition: string, {name, summary, value}: OfferedOption): string {
	const offered = value === undefined ? '' : ` ${offerOf(value, '-x')}`;
	return `complete -c sweeptop ${condition}-l ${name.slice(2)}${offered} -d ${quote(summary)}`;
}

/** @param without what says that there are no files: `-f`, of an option's value `-x`. */
function offerOf({words, runs, paths}: Offer, without: '-f' | '-x'): string {
	const lists = [
		...words,
		...(runs ? ['(__sweeptop_runs)'] : []),
		...(paths === 'folders' ? ['(__fish_complete_directories)'] : []),
	];
	const files = paths === 'files' ? (without === '-x' ? '-r -F' : '-F') : without;
	return lists.length === 0 ? files : `${files} -a ${quote(lists.join(' '))}`;
}

function quote(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
