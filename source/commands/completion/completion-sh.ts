import type {CompletionTable, Offer} from './completion-table.ts';

/** The script for bash: what it shares with zsh, and how bash is told. */
export function bashScript(table: CompletionTable): string {
	return `# completion of sweeptop for bash; load it with: source <(sweeptop completion bash)
${sharedFunctions(table)}
# Names are compared, not expanded: a folder may be called $(something).
_sweeptop_offer() {
	local name
	for name in $1; do
		[[ $name == "$word"* ]] && COMPREPLY+=("$name")
	done
	if [ "$2" = runs ]; then
		while IFS= read -r name; do
			[[ $name == "$word"* ]] && COMPREPLY+=("$name")
		done < <(_sweeptop_runs)
	fi
	[ "$3" = none ] && return
	while IFS= read -r name; do
		COMPREPLY+=("$name")
	done < <(if [ "$3" = folders ]; then compgen -d -- "$word"; else compgen -f -- "$word"; fi)
}
_sweeptop() {
	local word=\${COMP_WORDS[COMP_CWORD]} verb option place runs
	COMPREPLY=()
	_sweeptop_walk "\${COMP_WORDS[@]:1:COMP_CWORD-1}"
	case $word in '=' | ':') [ -z "$option" ] && option=$word; word= ;; esac
	_sweeptop_here
}
complete -o filenames -F _sweeptop sweeptop
`;
}

/** The script for zsh, to be sourced or to be a file `_sweeptop` in `$fpath`. */
export function zshScript(table: CompletionTable): string {
	return `#compdef sweeptop
# completion of sweeptop for zsh; load it with: source <(sweeptop completion zsh)
${sharedFunctions(table)}
_sweeptop_offer() {
	local -a names
	names=(\${=1})
	[[ $2 == runs ]] && names+=("\${(@f)$(_sweeptop_runs)}")
	(( $#names > 0 )) && compadd -a names
	case $3 in
		folders) _files -/ ;;
		files) _files ;;
	esac
}
_sweeptop() {
	local word=$PREFIX verb option place runs
	_sweeptop_walk "\${(@)words[2,CURRENT-1]}"
	if [[ -z $option && $PREFIX == --*=* ]]; then
		option=\${PREFIX%%=*}
		compset -P '*='
	fi
	_sweeptop_here
}
if [[ \${funcstack[1]} == _sweeptop ]]; then _sweeptop "$@"; else compdef _sweeptop sweeptop; fi
`;
}

/**
 * What bash and zsh understand alike. `_sweeptop_walk` reads the words before the cursor into `verb`, `option` (one that
 * waits for its value; `=` where a value of another word goes on), `place` (how many operands there are; `--` behind that
 * word) and `runs` (the folder of runs). Bash makes three words of `--option=value`.
 */
function sharedFunctions(table: CompletionTable): string {
	return `_sweeptop_runs() {
	local journal
	printf '%s\\n' last
	command find -L "$runs" -mindepth 2 -maxdepth 2 -name journal.ndjson 2>/dev/null | while IFS= read -r journal; do
		journal=\${journal%/journal.ndjson}
		printf '%s\\n' "\${journal##*/}"
	done
}
_sweeptop_takes_value() {
	case "$verb:$1" in
${valueArm(table)}
	esac
	return 1
}
_sweeptop_walk() {
	local current
	verb= option= place=0 runs=\${SWEEPTOP_RUNS:-sweeps}
	for current in "$@"; do
		if [ "$current" = -- ]; then
			option= place=--
			return
		elif [ -n "$option" ]; then
			[ "$current" = '=' ] && continue
			[ "$option" = --runs ] && runs=\${current/#\\~/$HOME}
			option=
			continue
		fi
		case $current in
			'=' | ':') option='=' ;;
			--runs=*) runs=\${current#--runs=} ;;
			--*=*) ;;
			-*) if _sweeptop_takes_value "$current"; then option=$current; fi ;;
			*) if [ -z "$verb" ]; then verb=$current; else place=$((place + 1)); fi ;;
		esac
	done
}
_sweeptop_here() {
	if [ "$place" = -- ]; then
		_sweeptop_offer '' '' files
	elif [ -n "$option" ]; then
		case "$verb:$option" in
${optionArms(table).join('\n')}
		esac
	elif [ "\${word#-}" != "$word" ]; then
		case $verb in
${wordArms(table).join('\n')}
		esac
	else
		case "$verb:$place" in
${placeArms(table).join('\n')}
		esac
	fi
}`;
}

function valueArm({verbs, globals}: CompletionTable): string {
	const own = verbs.flatMap(verb =>
		verb.options.flatMap(({name, value}) => (value === undefined ? [] : [`${verb.id}:${name}`])),
	);
	const everywhere = globals.flatMap(({name, value}) => (value === undefined ? [] : [`*:${name}`]));
	return `\t\t${[...everywhere, ...own].join(' | ')}) return 0 ;;`;
}

/** Values of options; nothing for one that can be any text. */
function optionArms({verbs, globals}: CompletionTable): readonly string[] {
	const all = [{id: '*', options: globals}, ...verbs];
	return all.flatMap(({id, options}) =>
		options.flatMap(({name, value}) => (value === undefined || isNothing(value) ? [] : [arm(`${id}:${name}`, value)])),
	);
}

/** Names of options. */
function wordArms({verbs, globals}: CompletionTable): readonly string[] {
	const everywhere = globals.map(option => option.name);
	const own = verbs.map(({id, options}) => arm(id, wordsOffer([...options.map(option => option.name), ...everywhere])));
	return [...own, arm('*', wordsOffer(everywhere))];
}

/** Verbs, and the operands of each. */
function placeArms({verbs}: CompletionTable): readonly string[] {
	const operands = verbs.flatMap(({id, places, isOpen}) =>
		places.flatMap((offer, index) => {
			const isRest = isOpen && index === places.length - 1;
			return isNothing(offer) ? [] : [arm(`${id}:${isRest ? '*' : index}`, offer)];
		}),
	);
	return [arm(':0', wordsOffer(verbs.map(verb => verb.id))), ...operands];
}

function arm(pattern: string, {words, runs, paths}: Offer): string {
	return `\t\t\t${pattern}) _sweeptop_offer '${words.join(' ')}' ${runs ? 'runs' : "''"} ${paths} ;;`;
}

function wordsOffer(words: readonly string[]): Offer {
	return {words, runs: false, paths: 'none'};
}

function isNothing({words, runs, paths}: Offer): boolean {
	return words.length === 0 && !runs && paths === 'none';
}
